/// The instruments of a drummer; the raw value is the label in the manifest.
enum Drum: String, CaseIterable {
  case kick
  case snare
  case snareRimshot = "snare_rimshot"
  case snareCrossStick = "snare_cross_stick"
  case hihatClosed = "hihat_closed"
  case hihatOpen = "hihat_open"
  case hihatPedal = "hihat_pedal"
  case tomHigh = "tom_high"
  case tomMid = "tom_mid"
  case tomLow = "tom_low"
  case rideBow = "ride_bow"
  case rideBell = "ride_bell"
  case crash
  case china
  case splash
  case cowbell
  case clap

  /// Other names of the class, for the taxonomy.
  var aliases: [String] {
    switch self {
    case .kick: ["bass_drum", "bd"]
    case .snare: ["sd"]
    case .snareCrossStick: ["side_stick"]
    case .hihatClosed: ["chh"]
    case .hihatOpen: ["ohh"]
    case .rideBow: ["ride"]
    case .crash: ["crash_1", "crash_2"]
    default: []
    }
  }

  /// The position in the stereo picture: 0 is left, 1 is right.
  var pan: Double {
    switch self {
    case .kick, .snare, .snareRimshot, .snareCrossStick, .clap: 0.5
    case .hihatClosed, .hihatOpen, .hihatPedal, .splash: 0.32
    case .tomHigh, .cowbell: 0.4
    case .tomMid: 0.55
    case .tomLow: 0.68
    case .rideBow, .rideBell, .china: 0.74
    case .crash: 0.25
    }
  }

  /// The opening of a hi-hat, 0 to 1; nil for all others.
  var openness: Double? {
    switch self {
    case .hihatClosed: 0.05
    case .hihatOpen: 0.85
    case .hihatPedal: 0
    default: nil
    }
  }
}
