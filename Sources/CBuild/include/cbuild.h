// What the build was told of itself: see CLIPMILL_REVISION in Package.swift.
#pragma once

/// The revision of the sources; empty where the build was not told.
const char *cbuild_revision(void);
