@main
struct Clipmill {
  static func main() {}
}
