package import Bundle
package import Dataset
import JSON

/// `croissant.json`: the rows of the splits as catalogues of data sets read them.
///
/// MLCommons, "Croissant Format Specification 1.1".
package struct Croissant {
  private let rows: [(split: Split, file: FileStamp)]
  private let columns: [CarriedColumn]
  private let layout: BundleLayout

  /// Describes the files of rows; their columns are a row's own, then carried ones, then for clips in tars their
  /// places.
  package init(
    rows: [(split: Split, file: FileStamp)], in layout: BundleLayout, carried: [CarriedColumn],
    hasPlaces: Bool = false
  ) {
    self.rows = rows
    self.layout = layout
    columns =
      [CarriedColumn("file_name", .string)] + RowColumns.all(carried: carried)
      + (hasPlaces ? RowColumns.places.map { CarriedColumn(Text($0.name), $0.type) } : [])
  }

  private static let context =
    #"{"@language":"en","@vocab":"https://schema.org/","arrayShape":"cr:arrayShape","citeAs":"cr:citeAs","column":"cr:column","conformsTo":"dct:conformsTo","containedIn":"cr:containedIn","cr":"http://mlcommons.org/croissant/","rai":"http://mlcommons.org/croissant/RAI/","data":{"@id":"cr:data","@type":"@json"},"dataType":{"@id":"cr:dataType","@type":"@vocab"},"dct":"http://purl.org/dc/terms/","description":{"@container":"@language"},"equivalentProperty":"cr:equivalentProperty","examples":{"@id":"cr:examples","@type":"@json"},"extract":"cr:extract","field":"cr:field","fileProperty":"cr:fileProperty","fileObject":"cr:fileObject","fileSet":"cr:fileSet","format":"cr:format","includes":"cr:includes","isArray":"cr:isArray","isLiveDataset":"cr:isLiveDataset","jsonPath":"cr:jsonPath","key":"cr:key","md5":"cr:md5","name":{"@container":"@language"},"parentField":"cr:parentField","path":"cr:path","recordSet":"cr:recordSet","references":"cr:references","regex":"cr:regex","repeated":"cr:repeated","replace":"cr:replace","samplingRate":"cr:samplingRate","sc":"https://schema.org/","separator":"cr:separator","source":"cr:source","subField":"cr:subField","transform":"cr:transform"}"#

  /// The document, with a line end.
  package var json: [UInt8] {
    var text = JSONText()
    text.object { json in
      json.key("@context")
      json.raw(Self.context.utf8)
      json.field("@type", "sc:Dataset")
      json.field("conformsTo", "http://mlcommons.org/croissant/1.1")
      json.field("name", "clip-dataset")
      json.field("description", "Labelled clips of audio events, cut from recordings by Clipmill.")
      json.field("distribution", array: { json in for row in rows { write(file: row, to: &json) } })
      json.field(
        "recordSet", array: { json in for row in rows { write(records: row.split, to: &json) } })
    }
    text.newline()
    return text.bytes
  }

  private func write(file row: (split: Split, file: FileStamp), to json: inout JSONText) {
    json.object { json in
      json.field("@type", "cr:FileObject")
      json.field("@id", Self.file(row.split))
      json.field("name", Self.file(row.split))
      json.field("contentUrl", layout.relative(row.file.path))
      json.field("contentSize", "\(row.file.size) B")
      json.field("encodingFormat", "application/jsonlines")
      json.field("sha256", row.file.sha256)
    }
  }

  private func write(records split: Split, to json: inout JSONText) {
    json.object { json in
      json.field("@type", "cr:RecordSet")
      json.field("@id", split.rawValue)
      json.field("name", split.rawValue)
      json.field(
        "field",
        array: { json in
          for column in columns {
            json.object { json in
              json.field("@type", "cr:Field")
              json.field("@id", "\(split.rawValue)/\(column.name)")
              json.field("name", column.name)
              json.field("dataType", Self.name(of: column.type))
              json.field(
                "source",
                object: { json in
                  json.field("fileObject", object: { $0.field("@id", Self.file(split)) })
                  json.field("extract", object: { $0.field("column", column.name) })
                })
            }
          }
        })
    }
  }

  private static func file(_ split: Split) -> String { "\(split.rawValue)-rows" }

  private static func name(of type: ColumnType) -> String {
    switch type {
    case .boolean: "sc:Boolean"
    case .integer: "sc:Integer"
    case .number: "sc:Float"
    case .string, .null: "sc:Text"
    }
  }
}
