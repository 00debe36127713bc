import Dataset

/// Why a bundle was not written again: what, where, and what to do.
package enum PackError: Error, CustomStringConvertible {
  case noBundle(String)
  case unfinished(String)
  case noRows(String)
  /// Something is at the output.
  case exists(String, String)
  /// What is at the output is another pack.
  case otherPack(String)
  /// Another process writes there.
  case busy(String)
  case nothingChosen(String)
  /// A clip, and why the layout cannot hold it.
  case impossible(String)

  package var description: String {
    switch self {
    case .noBundle(let path):
      "\(path) is not a bundle: it has no metadata.json (name the folder that export wrote)"
    case .unfinished(let path):
      "\(path) is not complete (clipmill export --resume finishes it)"
    case .noRows(let path):
      "\(path) has no metadata.jsonl, without which a clip's origin is not known (export it without"
        + " \(ExportOption.noHf.flag))"
    case .exists(let path, let words):
      "\(path) \(words) (name another folder, or give --overwrite for an earlier pack or --resume for an"
        + " interrupted one)"
    case .otherPack(let path):
      "\(path) holds a pack of another bundle or with other options (give the same ones, or"
        + " --overwrite)"
    case .busy(let path): "\(path) is being written by another process (wait for it)"
    case .nothingChosen(let path):
      "\(path) has no clip of that split and these labels (see its components.json)"
    case .impossible(let words): words
    }
  }
}
