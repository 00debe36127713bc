// Facts that the build was told about itself: see CLIPMILL_REVISION in Package.swift.
#pragma once

/// The revision of the sources; empty if the build does not know it.
const char *cbuild_revision(void);
