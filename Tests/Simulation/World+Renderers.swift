import Dataset
import Scheduling

extension World {
  func startRender(_ grant: Grant, on place: Int) {
    let shard = grant.lease.shard.number
    let all = 0..<oracle.shardEvents[shard]
    workers[place].rendersStarted += 1
    check(
      workers[place].begun.insert(grant.lease).inserted,
      "worker \(place) begins \(grant.lease.name) again")
    let render = SimulatedWorker.Render(
      id: workers[place].rendersStarted, lease: grant.lease, grant: grant,
      positions: grant.narrowed ?? all)
    check(
      all.lowerBound <= render.positions.lowerBound
        && render.positions.upperBound <= all.upperBound,
      "a part outside shard \(shard)")
    workers[place].renders.append(render)
    queueStep(place, workers[place].renders.count - 1)
  }

  private func queueStep(_ place: Int, _ index: Int) {
    let render = workers[place].renders[index]
    let left = render.positions.count - render.done
    let each = max(1, options.eventMilliseconds * workers[place].slowness / 100)
    let step = min(left, max(1, 10_000 / each))
    let time = now + max(1, step * each)
    queue.add(.renders(worker: place, life: workers[place].life, renderer: render.id), at: time)
  }

  func render(_ place: Int, _ id: Int) {
    if workers[place].isPaused {
      return workers[place].deferred.append(
        .renders(worker: place, life: workers[place].life, renderer: id))
    }
    guard let index = workers[place].renders.firstIndex(where: { $0.id == id }) else { return }
    let render = workers[place].renders[index]
    guard !render.isHung else { return }
    if hangs(place) {
      // Half of them before the renderer has named its event.
      workers[place].renders[index].isHung = true
      return render.lease.attempt % 2 == 0 ? () : progress(index, on: place)
    }
    if let failure = environmentFault(render, on: place) {
      return end(index, on: place, .failed(failure))
    }
    let each = max(1, options.eventMilliseconds * workers[place].slowness / 100)
    let step = min(render.positions.count - render.done, max(1, 10_000 / each))
    for done in render.done..<(render.done + step) {
      let position = render.positions.lowerBound + done
      guard !render.grant.skip.contains(position) else { continue }
      if let harm = oracle.harm(render.lease.shard.number, position) {
        return suffer(harm, at: position, done: done, index, on: place)
      }
    }
    workers[place].renders[index].done += step
    if workers[place].renders[index].done == render.positions.count {
      finish(index, on: place)
    } else {
      queueStep(place, index)
      progress(index, on: place)
    }
  }

  /// True if the storage of a worker's host stands still.
  private func hangs(_ place: Int) -> Bool { workers[place].hangsFrom.map { $0 <= now } ?? false }

  private func progress(_ index: Int, on place: Int) {
    let render = workers[place].renders[index]
    drive(
      place,
      .progressed(
        render.lease, events: render.done, beat: render.done + 1,
        position: render.positions.lowerBound + render.done))
  }

  private func suffer(
    _ harm: Oracle.Harm, at position: Int, done: Int, _ index: Int, on place: Int
  ) {
    workers[place].renders[index].done = done
    let lease = workers[place].renders[index].lease
    switch harm {
    case .crash(let named):
      end(
        index, on: place,
        .failed(
          Failure(lease: lease, kind: .crash, positions: named ? [position] : [], signal: 11)))
    case .memory:
      end(index, on: place, .failed(Failure(lease: lease, kind: .memory, positions: [position])))
    case .hang:
      workers[place].renders[index].isHung = true
      progress(index, on: place)
    case .unreadable(let positions):
      let skip = workers[place].renders[index].grant.skip
      let others = positions.filter { $0 != position && !skip.contains($0) }
      end(
        index, on: place,
        .failed(
          Failure(
            lease: lease, kind: .inputUnreachable, positions: [position] + others, root: "root",
            rootReadable: true)))
    }
  }

  /// A fault of the place or the time, not of an event.
  private func environmentFault(_ render: SimulatedWorker.Render, on place: Int) -> Failure? {
    if workers[place].isBad || isDoomed(.broken) {
      let first = render.positions.first { !render.grant.skip.contains($0) }
      return Failure(
        lease: render.lease, kind: .crash, positions: first.map { [$0] } ?? [], signal: 4)
    }
    if isDoomed(.excluded) { return Failure(lease: render.lease, kind: .outputFailed) }
    if isDoomed(.full) { return Failure(lease: render.lease, kind: .outputFull) }
    if rootsUnreachable || isDoomed(.unreachable) {
      return Failure(
        lease: render.lease, kind: .inputUnreachable, root: "root", rootReadable: false)
    }
    guard !isHealed else { return nil }
    if outputIsFull { return Failure(lease: render.lease, kind: .outputFull) }
    if options.has(.rendererKills), generator.below(40) == 0 {
      return Failure(lease: render.lease, kind: .killed, signal: 9)
    }
    return nil
  }

  private func finish(_ index: Int, on place: Int) {
    let render = workers[place].renders[index]
    let shard = render.lease.shard.number
    var counts = Tally()
    counts.totalEvents = oracle.shardEvents[shard]
    counts.skipped[.quarantined] = render.grant.skip.count
    counts.slicedEvents = counts.totalEvents - counts.skippedTotal
    let digest = Oracle.digest(shard, without: render.grant.skip)
    let report = FileStamp(
      path: "\(place)/\(shard).\(render.lease.epoch.number).\(generator.next() >> 32)",
      size: 100, sha256: Checks.sha256(digest))
    end(index, on: place, .finished(render.lease, report, counts))
  }

  private func end(_ index: Int, on place: Int, _ stimulus: WorkerStimulus) {
    workers[place].renders.remove(at: index)
    if case .failed(let failure) = stimulus {
      trace.add(now, "worker \(place): \(failure.lease.name) \(failure.kind)")
    }
    drive(place, stimulus)
  }

  func killRender(_ lease: Lease, on place: Int) {
    workers[place].renders.removeAll { $0.lease == lease }
    if hangs(place), !workers[place].isKillable { return }
    queue.add(
      .rendererGone(worker: place, life: workers[place].life, lease),
      at: now + 1 + generator.below(1000))
  }

  func renameRender(_ old: Lease, _ new: Lease, on place: Int) {
    for index in workers[place].renders.indices
    where workers[place].renders[index].lease == old {
      workers[place].renders[index].lease = new
      workers[place].begun.insert(new)
    }
  }
}
