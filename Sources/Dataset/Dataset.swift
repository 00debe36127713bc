// Filled by the work in progress on this target.
