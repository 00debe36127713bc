import Testing

@Test
func `placeholder until the table of imports is held against the sources`() {}
