// The parts of simdjson's DOM parser that Swift needs, as plain C: Swift cannot call its C++ classes.
//
// The DOM parser is used, not the on-demand one, because it validates every byte of a document.
// A value is a few words that point into the parser: it is valid until the parser parses again.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum csimdjson_code {
  CSIMDJSON_OK = 0,
  CSIMDJSON_NO_MEMORY,
  CSIMDJSON_TOO_LONG,
  CSIMDJSON_EMPTY,
  CSIMDJSON_NOT_UTF8,
  CSIMDJSON_TOO_DEEP,
  CSIMDJSON_BAD_STRING,
  CSIMDJSON_CONTROL_CHARACTER,
  CSIMDJSON_OPEN_STRING,
  CSIMDJSON_BAD_NUMBER,
  CSIMDJSON_BAD_WORD,
  CSIMDJSON_BAD_STRUCTURE,
} csimdjson_code;

typedef enum csimdjson_kind {
  CSIMDJSON_NULL = 0,
  CSIMDJSON_BOOL,
  CSIMDJSON_INT64,
  // An integer above INT64_MAX.
  CSIMDJSON_UINT64,
  CSIMDJSON_DOUBLE,
  CSIMDJSON_STRING,
  CSIMDJSON_ARRAY,
  CSIMDJSON_OBJECT,
} csimdjson_kind;

// A place in a document; opaque.
typedef struct csimdjson_position {
  uintptr_t document;
  size_t index;
} csimdjson_position;

typedef struct csimdjson_value {
  csimdjson_kind kind;
  csimdjson_position position;
  // A string's bytes: valid UTF-8, unescaped, not ended by NUL.
  const uint8_t *text;
  size_t length;
  // An integer's bits (of an UINT64 too), or a bool as 0 or 1.
  int64_t integer;
  // Any number, as binary64, correctly rounded.
  double number;
} csimdjson_value;

typedef struct csimdjson_cursor {
  csimdjson_position next;
  size_t end;
} csimdjson_cursor;

typedef struct csimdjson_field {
  const uint8_t *key;
  size_t key_length;
  csimdjson_position value;
} csimdjson_field;

typedef struct csimdjson_parser csimdjson_parser;

// The version of the headers that this was compiled with.
void csimdjson_version(int32_t *major, int32_t *minor, int32_t *patch);

// NULL if there is no memory. max_depth counts arrays and objects; see csimdjson_parse.
csimdjson_parser *csimdjson_create(size_t max_depth);
void csimdjson_destroy(csimdjson_parser *parser);

// Parses a copy of the bytes. simdjson does not count an *empty* array or object as a level, so one
// may stand a level below max_depth. On any code but OK the root is left alone.
csimdjson_code csimdjson_parse(csimdjson_parser *parser, const void *bytes, size_t length,
                               csimdjson_value *root);

// The children of an array or an object; none for any other value.
csimdjson_cursor csimdjson_children(const csimdjson_value *value);
bool csimdjson_next_element(csimdjson_cursor *cursor, csimdjson_value *element);
bool csimdjson_next_field(csimdjson_cursor *cursor, csimdjson_field *field);
// A field's value is read only when wanted: most fields are not.
void csimdjson_read(csimdjson_position position, csimdjson_value *value);

#ifdef __cplusplus
}
#endif
