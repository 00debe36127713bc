#include "csimdjson.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <simdjson.h>

namespace dom = simdjson::dom;

// A position holds simdjson's own reference, bit for bit: a document and an index into its tape.
static_assert(sizeof(dom::element) == sizeof(csimdjson_position), "element is two words");
static_assert(sizeof(dom::object::iterator) == sizeof(csimdjson_position), "so is an iterator");
static_assert(sizeof(dom::array::iterator) == sizeof(csimdjson_position), "so is an iterator");
static_assert(std::is_trivially_copyable<dom::element>::value, "element can be copied as bytes");

namespace {

// Documents up to this size share one set of buffers; a larger one gives its buffers back after it.
constexpr size_t usual_capacity = size_t(1) << 20;

template <typename T> T from_position(const csimdjson_position &position) {
  T value;
  std::memcpy(static_cast<void *>(&value), &position, sizeof value);
  return value;
}

template <typename T> csimdjson_position to_position(const T &value) {
  csimdjson_position position;
  std::memcpy(&position, static_cast<const void *>(&value), sizeof position);
  return position;
}

void describe(const dom::element &element, csimdjson_value *value) {
  value->position = to_position(element);
  switch (element.type()) {
  case dom::element_type::NULL_VALUE:
    value->kind = CSIMDJSON_NULL;
    break;
  case dom::element_type::BOOL:
    value->kind = CSIMDJSON_BOOL;
    value->integer = element.get_bool().value_unsafe();
    break;
  case dom::element_type::INT64:
    value->kind = CSIMDJSON_INT64;
    value->integer = element.get_int64().value_unsafe();
    value->number = double(value->integer);
    break;
  case dom::element_type::UINT64: {
    uint64_t bits = element.get_uint64().value_unsafe();
    value->kind = CSIMDJSON_UINT64;
    value->integer = int64_t(bits);
    value->number = double(bits);
    break;
  }
  case dom::element_type::DOUBLE:
    value->kind = CSIMDJSON_DOUBLE;
    value->number = element.get_double().value_unsafe();
    break;
  case dom::element_type::STRING: {
    auto text = element.get_string().value_unsafe();
    value->kind = CSIMDJSON_STRING;
    value->text = reinterpret_cast<const uint8_t *>(text.data());
    value->length = text.size();
    break;
  }
  case dom::element_type::ARRAY:
    value->kind = CSIMDJSON_ARRAY;
    break;
  case dom::element_type::OBJECT:
    value->kind = CSIMDJSON_OBJECT;
    break;
  }
}

csimdjson_code code_of(simdjson::error_code error) {
  switch (error) {
  case simdjson::SUCCESS:
    return CSIMDJSON_OK;
  case simdjson::MEMALLOC:
    return CSIMDJSON_NO_MEMORY;
  case simdjson::CAPACITY:
    return CSIMDJSON_TOO_LONG;
  case simdjson::EMPTY:
    return CSIMDJSON_EMPTY;
  case simdjson::UTF8_ERROR:
    return CSIMDJSON_NOT_UTF8;
  case simdjson::DEPTH_ERROR:
    return CSIMDJSON_TOO_DEEP;
  case simdjson::STRING_ERROR:
    return CSIMDJSON_BAD_STRING;
  case simdjson::UNESCAPED_CHARS:
    return CSIMDJSON_CONTROL_CHARACTER;
  case simdjson::UNCLOSED_STRING:
    return CSIMDJSON_OPEN_STRING;
  case simdjson::NUMBER_ERROR:
  case simdjson::NUMBER_OUT_OF_RANGE:
    return CSIMDJSON_BAD_NUMBER;
  case simdjson::T_ATOM_ERROR:
  case simdjson::F_ATOM_ERROR:
  case simdjson::N_ATOM_ERROR:
    return CSIMDJSON_BAD_WORD;
  default:
    return CSIMDJSON_BAD_STRUCTURE;
  }
}

} // namespace

struct csimdjson_parser {
  dom::parser *parser = nullptr;
  uint8_t *copy = nullptr;
  size_t capacity = 0;
  size_t max_depth;

  explicit csimdjson_parser(size_t depth) : max_depth(depth) {}

  ~csimdjson_parser() { release(); }

  void release() {
    delete parser;
    std::free(copy);
    parser = nullptr;
    copy = nullptr;
    capacity = 0;
  }

  // Makes room for a document of `length` bytes and for what simdjson reads past its end.
  csimdjson_code reserve(size_t length) {
    if (capacity > usual_capacity && length <= usual_capacity) release();
    if (parser && length <= capacity) return CSIMDJSON_OK;
    release();
    size_t room = 4096;
    while (room < length) room *= 2;
    parser = new (std::nothrow) dom::parser();
    copy = static_cast<uint8_t *>(std::malloc(room + simdjson::SIMDJSON_PADDING));
    if (!parser || !copy) return CSIMDJSON_NO_MEMORY;
    auto error = parser->allocate(room, max_depth);
    if (error) {
      release();
      return code_of(error);
    }
    capacity = room;
    return CSIMDJSON_OK;
  }
};

void csimdjson_version(int32_t *major, int32_t *minor, int32_t *patch) {
  *major = simdjson::SIMDJSON_VERSION_MAJOR;
  *minor = simdjson::SIMDJSON_VERSION_MINOR;
  *patch = simdjson::SIMDJSON_VERSION_REVISION;
}

csimdjson_parser *csimdjson_create(size_t max_depth) {
  // simdjson refuses the level that reaches its limit, hence one more.
  return new (std::nothrow) csimdjson_parser(max_depth + 1);
}

void csimdjson_destroy(csimdjson_parser *parser) { delete parser; }

csimdjson_code csimdjson_parse(csimdjson_parser *parser, const void *bytes, size_t length,
                               csimdjson_value *root) {
  if (length == 0) return CSIMDJSON_EMPTY;
  if (length > 0xFFFFFF00u) return CSIMDJSON_TOO_LONG;
  csimdjson_code code = parser->reserve(length);
  if (code) return code;
  std::memcpy(parser->copy, bytes, length);
  std::memset(parser->copy + length, ' ', simdjson::SIMDJSON_PADDING);
  dom::element element;
  auto error = parser->parser->parse(parser->copy, length, false).get(element);
  if (error) return code_of(error);
  describe(element, root);
  return CSIMDJSON_OK;
}

csimdjson_cursor csimdjson_children(const csimdjson_value *value) {
  csimdjson_cursor cursor = {{0, 0}, 0};
  if (value->kind != CSIMDJSON_ARRAY && value->kind != CSIMDJSON_OBJECT) return cursor;
  auto element = from_position<dom::element>(value->position);
  if (value->kind == CSIMDJSON_ARRAY) {
    auto array = element.get_array().value_unsafe();
    cursor.next = to_position(array.begin());
    cursor.end = to_position(array.end()).index;
  } else {
    auto object = element.get_object().value_unsafe();
    cursor.next = to_position(object.begin());
    cursor.end = to_position(object.end()).index;
  }
  return cursor;
}

bool csimdjson_next_element(csimdjson_cursor *cursor, csimdjson_value *element) {
  if (cursor->next.index >= cursor->end) return false;
  auto here = from_position<dom::array::iterator>(cursor->next);
  describe(*here, element);
  ++here;
  cursor->next = to_position(here);
  return true;
}

bool csimdjson_next_field(csimdjson_cursor *cursor, csimdjson_field *field) {
  if (cursor->next.index >= cursor->end) return false;
  auto here = from_position<dom::object::iterator>(cursor->next);
  auto key = here.key();
  field->key = reinterpret_cast<const uint8_t *>(key.data());
  field->key_length = key.size();
  field->value = to_position(here.value());
  ++here;
  cursor->next = to_position(here);
  return true;
}

void csimdjson_read(csimdjson_position position, csimdjson_value *value) {
  describe(from_position<dom::element>(position), value);
}
