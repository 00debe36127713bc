import ArgumentParser
import Terminal

extension ProgressStyle: ExpressibleByArgument {}
