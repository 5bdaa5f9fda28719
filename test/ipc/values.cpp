// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "values.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

namespace quanta::ipc_client {

namespace {

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;
using capnp::Type;
using nlohmann::json;

unsigned int nibble(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned int>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned int>(digit - 'a') + 10;
    throw std::runtime_error("not hex");
}

std::vector<unsigned char> from_hex(const std::string& text) {
    if (text.size() % 2 != 0) throw std::runtime_error("not hex: an odd number of digits");
    std::vector<unsigned char> bytes;
    for (size_t at = 0; at < text.size(); at += 2)
        bytes.push_back(static_cast<unsigned char>(nibble(text[at]) << 4 | nibble(text[at + 1])));
    return bytes;
}

std::string to_hex(capnp::Data::Reader bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const capnp::byte byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

// ---- To messages ----

/// Gives `set` the value of JSON `value` as `type` wants it. Not for structs and lists.
template <typename Set>
void with_plain_value(Type type, const json& value, const FindObject& find, Set&& set) {
    switch (type.which()) {
        case capnp::schema::Type::BOOL:
            return set(DynamicValue::Reader(value.get<bool>()));
        case capnp::schema::Type::FLOAT32:
        case capnp::schema::Type::FLOAT64:
            return set(DynamicValue::Reader(value.get<double>()));
        case capnp::schema::Type::TEXT: {
            const auto text = value.get<std::string>();
            return set(DynamicValue::Reader(capnp::Text::Reader(text.c_str(), text.size())));
        }
        case capnp::schema::Type::DATA: {
            const auto bytes = from_hex(value.get<std::string>());
            return set(DynamicValue::Reader(capnp::Data::Reader(bytes.data(), bytes.size())));
        }
        case capnp::schema::Type::INTERFACE: {
            // Whatever it is, it goes as what is wanted: the other side has to find out.
            auto object = find(value.get<std::string>()).castAs<capnp::DynamicCapability>(type.asInterface());
            return set(DynamicValue::Reader(object));
        }
        default:
            if (value.is_number_unsigned()) return set(DynamicValue::Reader(value.get<uint64_t>()));
            return set(DynamicValue::Reader(value.get<int64_t>()));
    }
}

void write_list(DynamicList::Builder target, const json& values, const FindObject& find) {
    for (unsigned int at = 0; at < target.size(); ++at) {
        with_plain_value(target.getSchema().getElementType(), values[at], find,
                         [&](const DynamicValue::Reader& value) { target.set(at, value); });
    }
}

// ---- From messages ----

json read_value(const DynamicValue::Reader& value) {
    switch (value.getType()) {
        case DynamicValue::BOOL:
            return value.as<bool>();
        case DynamicValue::INT:
            return value.as<int64_t>();
        case DynamicValue::UINT:
            return value.as<uint64_t>();
        case DynamicValue::FLOAT:
            return value.as<double>();
        case DynamicValue::TEXT: {
            const auto text = value.as<capnp::Text>();
            return std::string(text.begin(), text.size());
        }
        case DynamicValue::DATA:
            return to_hex(value.as<capnp::Data>());
        case DynamicValue::LIST: {
            json found = json::array();
            for (const DynamicValue::Reader& element : value.as<DynamicList>())
                found.push_back(read_value(element));
            return found;
        }
        case DynamicValue::STRUCT:
            return read_values(value.as<DynamicStruct>());
        case DynamicValue::CAPABILITY:
            return "object";
        default:
            return nullptr;
    }
}

}  // namespace

void write_values(DynamicStruct::Builder target, const json& values, const FindObject& find) {
    for (const auto& [name, value] : values.items()) {
        const capnp::StructSchema::Field field = target.getSchema().getFieldByName(name.c_str());
        const Type type = field.getType();
        if (type.isStruct()) {
            write_values(target.init(field).as<DynamicStruct>(), value, find);
        } else if (type.isList()) {
            const auto size = static_cast<unsigned int>(value.size());
            write_list(target.init(field, size).as<DynamicList>(), value, find);
        } else {
            with_plain_value(type, value, find,
                             [&](const DynamicValue::Reader& plain) { target.set(field, plain); });
        }
    }
}

json read_values(DynamicStruct::Reader source) {
    json found = json::object();
    for (const capnp::StructSchema::Field field : source.getSchema().getFields())
        found[field.getProto().getName().cStr()] =
            source.has(field) ? read_value(source.get(field)) : json(nullptr);
    return found;
}

}  // namespace quanta::ipc_client
