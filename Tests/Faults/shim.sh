#!/bin/sh
# Builds shim.c: Tests/Faults/shim.sh LIBRARY. Swift brings a compiler for it.
set -eu
clang -shared -fPIC -O1 -o "$1.$$" "$(dirname "$0")/shim.c" -ldl -lpthread
mv "$1.$$" "$1"
