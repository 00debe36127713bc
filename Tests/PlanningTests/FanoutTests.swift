import Dataset
import Testing

@testable import Planning

@Test(arguments: [
  (0, 0), (1, 0), (4096, 0), (4097, 1), (65_536, 1), (65_537, 2), (1 << 20, 2),
  ((1 << 20) + 1, 3), (1 << 24, 3), ((1 << 24) + 1, 4), (1 << 40, 4),
])
func `directories hold 4,096 clips on average in the larger split, with four digits at most`(
  clips: Int, digits: Int
) {
  #expect(Planner.fanout(of: [.train: clips, .val: 1]) == (clips == 0 ? 0 : digits))
  #expect(Planner.fanout(of: [.val: clips]) == digits)
}
