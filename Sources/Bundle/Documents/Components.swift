import Dataset
import JSON

/// `components.json`: the classes, in the order of their numbers.
enum Components {
  static func json(classes: [Text], counts: [Int]) -> [UInt8] {
    var text = JSONText(indented: true)
    text.object { json in
      json.field("components", array: { for label in classes { $0.value(label) } })
      json.field("class_names", array: { for label in classes { $0.value(label) } })
      json.field("num_classes", classes.count)
      json.field(
        "component_index",
        object: { index in
          for (number, label) in classes.enumerated() {
            index.key(text: label)
            index.value(number)
          }
        })
      json.field(
        "counts",
        object: { object in
          for (label, count) in zip(classes, counts) {
            object.key(text: label)
            object.value(count)
          }
        })
    }
    text.newline()
    return text.bytes
  }
}
