// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gen-read.h"

#include <mp/proxy.capnp.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

namespace mp::gen {

namespace {

namespace schema = capnp::schema;
using Annotations = capnp::List<schema::Annotation>::Reader;

// Annotations, of mp/proxy.capnp and of c++.capnp.
constexpr uint64_t kInclude = 0xb899f3c154fdb458;
constexpr uint64_t kIncludeTypes = 0xbcec15648e8a0cf1;
constexpr uint64_t kWrap = 0xe6f46079b7b1405e;
constexpr uint64_t kCount = 0xd02682b319f69b38;
constexpr uint64_t kException = 0x996a183200992f88;
constexpr uint64_t kName = 0xb594888f63f4dbb9;
constexpr uint64_t kSkip = 0x824c08b82695d8dd;
constexpr uint64_t kCxxNamespace = 0xb9c6f99ebf805f2c;
constexpr uint64_t kCxxName = 0xf264a779fef191ce;

std::string title(std::string name) {
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

std::optional<std::string> text(Annotations annotations, uint64_t id) {
    for (const auto annotation : annotations) {
        if (annotation.getId() == id) return std::string(annotation.getValue().getText().cStr());
    }
    return std::nullopt;
}

std::vector<std::string> texts(Annotations annotations, uint64_t id) {
    std::vector<std::string> found;
    for (const auto annotation : annotations) {
        if (annotation.getId() == id) found.emplace_back(annotation.getValue().getText().cStr());
    }
    return found;
}

/// The number of C++ parameters that annotations give, if they do.
std::optional<int> count(Annotations annotations) {
    for (const auto annotation : annotations) {
        if (annotation.getId() == kCount) return annotation.getValue().getInt32();
        if (annotation.getId() == kSkip) return 0;
    }
    return std::nullopt;
}

bool is_pointer(schema::Type::Reader type) {
    return type.isText() || type.isData() || type.isList() || type.isStruct() || type.isInterface() ||
           type.isAnyPointer();
}

/// "hasX" for "x" and so on.
std::string companion(const char* prefix, const std::string& name) {
    return prefix + title(name);
}

class SchemaReader {
public:
    SchemaReader(schema::CodeGeneratorRequest::Reader request, std::string file_name)
        : m_where(std::move(file_name)) {
        for (const auto node : request.getNodes())
            m_nodes.emplace(node.getId(), node);
        m_file = request.getRequestedFiles()[0].getId();
    }

    Schema read() {
        const schema::Node::Reader file = node(m_file);
        m_schema.id = m_file;
        m_schema.includes = texts(file.getAnnotations(), kInclude);
        m_schema.include_types = texts(file.getAnnotations(), kIncludeTypes);
        read_nested(file);
        return std::move(m_schema);
    }

private:
    /// Adds to what errors name, while it lives.
    class Scope {
    public:
        Scope(SchemaReader& reader, const std::string& what)
            : m_where(reader.m_where), m_size(m_where.size()) {
            m_where += ": " + what;
        }
        ~Scope() { m_where.resize(m_size); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        std::string& m_where;
        const size_t m_size;
    };

    [[noreturn]] void fail(const std::string& what) const { throw SchemaError(m_where + ": " + what); }

    schema::Node::Reader node(uint64_t id) const {
        const auto found = m_nodes.find(id);
        if (found == m_nodes.end()) fail("the compiler's output lacks a node that it refers to");
        return found->second;
    }

    static std::string last_name(schema::Node::Reader node) {
        return std::string(node.getDisplayName().cStr()).substr(node.getDisplayNamePrefixLength());
    }

    /// The C++ name of a struct or interface, without leading colons.
    std::string cpp_name(schema::Node::Reader node) const {
        if (node.isFile()) return text(node.getAnnotations(), kCxxNamespace).value_or("");
        const std::string scope = cpp_name(this->node(node.getScopeId()));
        const std::string name = text(node.getAnnotations(), kCxxName).value_or(last_name(node));
        return scope.empty() ? name : scope + "::" + name;
    }

    void read_nested(schema::Node::Reader parent) {
        for (const auto nested : parent.getNestedNodes()) {
            const schema::Node::Reader child = node(nested.getId());
            if (child.isInterface()) read_interface(child);
            if (child.isStruct()) read_struct(child);
            read_nested(child);
        }
    }

    void use(const Accessor& accessor) {
        auto& all = m_schema.accessors;
        if (std::find(all.begin(), all.end(), accessor) == all.end()) all.push_back(accessor);
    }

    // ---- structs ----

    void read_struct(schema::Node::Reader node) {
        const Scope scope(*this, "struct " + last_name(node));
        Struct made;
        made.message = cpp_name(node);
        made.wraps = text(node.getAnnotations(), kWrap).value_or("");
        for (const auto parameter : node.getParameters())
            made.generics.emplace_back(parameter.getName().cStr());
        if (!made.generics.empty() && !made.wraps.empty()) fail("a generic struct cannot wrap a C++ type");
        if (made.generics.empty() && node.getIsGeneric()) return;
        const auto fields = node.getStruct().getFields();
        if (!made.wraps.empty() && node.getStruct().getDiscriminantCount() > 0)
            fail("a union cannot wrap a C++ type");
        std::set<std::string> names;
        for (const auto field : fields)
            names.insert(field.getName().cStr());
        for (const auto field : fields) {
            if (!field.isSlot()) {
                if (!made.wraps.empty())
                    fail("field " + std::string(field.getName().cStr()) +
                         ": a group has no counterpart in C++");
                continue;
            }
            if (const auto read = read_field(field, names)) made.fields.push_back(*read);
        }
        m_schema.structs.push_back(std::move(made));
    }

    std::optional<StructField> read_field(schema::Field::Reader field, const std::set<std::string>& names) {
        const std::string name = field.getName().cStr();
        if (is_flag(field, names) || count(field.getAnnotations()) == 0) return std::nullopt;
        StructField made;
        made.accessor = {name, is_pointer(field.getSlot().getType()), names.contains(companion("has", name)),
                         false};
        made.cpp_name = text(field.getAnnotations(), kName).value_or(name);
        use(made.accessor);
        return made;
    }

    /// Whether a field says of another whether it is there or wanted.
    static bool is_flag(schema::Field::Reader field, const std::set<std::string>& names) {
        if (!field.isSlot() || !field.getSlot().getType().isBool()) return false;
        const std::string name = field.getName().cStr();
        return std::any_of(names.begin(), names.end(), [&](const std::string& other) {
            return name == companion("has", other) || name == companion("want", other);
        });
    }

    // ---- interfaces ----

    void read_interface(schema::Node::Reader node) {
        const auto wraps = text(node.getAnnotations(), kWrap);
        if (!wraps) return;
        const Scope scope(*this, "interface " + last_name(node));
        if (node.getIsGeneric()) fail("a generic interface cannot wrap a C++ class");
        Interface made{cpp_name(node), last_name(node), *wraps, {}};
        std::set<uint64_t> seen;
        read_methods(node, made, seen);
        std::set<std::string> names;
        for (const Method& method : made.methods) {
            if (!names.insert(method.name).second) fail("method " + method.name + " is declared twice");
        }
        m_schema.interfaces.push_back(std::move(made));
    }

    void read_methods(schema::Node::Reader node, Interface& made, std::set<uint64_t>& seen) {
        if (!seen.insert(node.getId()).second) return;
        for (const auto super : node.getInterface().getSuperclasses())
            read_methods(this->node(super.getId()), made, seen);
        uint16_t id = 0;
        for (const auto method : node.getInterface().getMethods())
            read_method(node, method, id++, made);
    }

    void read_method(schema::Node::Reader owner, schema::Method::Reader method, uint16_t id,
                     Interface& made) {
        Method out;
        out.name = method.getName().cStr();
        const Scope scope(*this, "method " + out.name);
        out.cpp_name = text(method.getAnnotations(), kName).value_or(out.name);
        out.interface_name = last_name(owner);
        out.interface_id = owner.getId();
        out.id = id;
        const schema::Node::Reader params = node(method.getParamStructType());
        const schema::Node::Reader results = node(method.getResultStructType());
        out.data_words = params.getStruct().getDataWordCount();
        out.pointers = params.getStruct().getPointerCount();
        const std::string prefix = cpp_name(owner) + "::" + title(out.name);
        out.params = params.getScopeId() == 0 ? prefix + "Params" : cpp_name(params);
        out.results = results.getScopeId() == 0 ? prefix + "Results" : cpp_name(results);
        read_params(params, results, out);
        made.methods.push_back(std::move(out));
    }

    void read_params(schema::Node::Reader params, schema::Node::Reader results, Method& out) {
        std::set<std::string> in_names;
        std::set<std::string> out_names;
        for (const auto field : params.getStruct().getFields())
            in_names.insert(field.getName().cStr());
        for (const auto field : results.getStruct().getFields())
            out_names.insert(field.getName().cStr());
        std::set<std::string> all = in_names;
        all.insert(out_names.begin(), out_names.end());
        for (const auto field : ordered(params)) {
            if (!is_flag(field, all)) add_param(out, field, true, in_names, in_names);
        }
        for (const auto field : ordered(results)) {
            if (!is_flag(field, all)) add_param(out, field, false, out_names, in_names);
        }
        for (const Param& param : out.fields)
            check(out, param);
        for (Param& param : out.fields) {
            param.first = out.cpp_params;
            out.cpp_params += param.count;
        }
    }

    /// Fields as they stand in the schema.
    static std::vector<schema::Field::Reader> ordered(schema::Node::Reader message) {
        std::vector<schema::Field::Reader> fields;
        for (const auto field : message.getStruct().getFields())
            fields.push_back(field);
        std::sort(fields.begin(), fields.end(),
                  [](const auto& a, const auto& b) { return a.getCodeOrder() < b.getCodeOrder(); });
        return fields;
    }

    void add_param(Method& out, schema::Field::Reader field, bool is_input,
                   const std::set<std::string>& names, const std::set<std::string>& in_names) {
        const std::string name = field.getName().cStr();
        const Scope scope(*this, (is_input ? "parameter " : "result ") + name);
        if (!field.isSlot()) fail("groups and unions are not supported");
        const schema::Type::Reader type = field.getSlot().getType();
        const int cpp_count = params_for(field.getAnnotations(), type);
        Param made = describe(field, type, is_input);
        if (made.role == Role::Value && cpp_count == 0) return;
        if (cpp_count < 0 || (cpp_count > 1 && !is_input))
            fail("count(" + std::to_string(cpp_count) + "): only parameters stand for several in C++");
        if (made.role == Role::Value) made.count = cpp_count;
        const auto known = std::find_if(out.fields.begin(), out.fields.end(),
                                        [&](const Param& param) { return param.name == name; });
        Param& param = known == out.fields.end() ? out.fields.emplace_back(std::move(made)) : *known;
        const bool want = in_names.contains(companion("want", name));
        const Accessor accessor{name, is_pointer(type), names.contains(companion("has", name)),
                                want && is_input};
        (is_input ? param.in : param.out) = accessor;
        use(accessor);
        if (want) use(Accessor{name, false, false, true});
        param.want = want;
    }

    Param describe(schema::Field::Reader field, schema::Type::Reader type, bool is_input) {
        Param made;
        made.name = field.getName().cStr();
        made.exception = text(field.getAnnotations(), kException).value_or("");
        if (!made.exception.empty()) {
            made.role = Role::Exception;
            if (is_input) fail("only results carry exceptions");
            if (!is_pointer(type)) fail("an exception needs a type that can be null");
        } else if (type.isStruct() && type.getStruct().getTypeId() == capnp::typeId<Context>()) {
            made.role = Role::Context;
        } else if (type.isInterface() && type.getInterface().getTypeId() == capnp::typeId<ThreadMap>()) {
            made.role = Role::ThreadMap;
        } else if (!is_input && made.name == "result") {
            made.role = Role::Result;
        }
        made.count = made.role == Role::Value ? 1 : 0;
        return made;
    }

    int params_for(Annotations annotations, schema::Type::Reader type) const {
        if (const auto own = count(annotations)) return *own;
        if (type.isStruct()) return count(node(type.getStruct().getTypeId()).getAnnotations()).value_or(1);
        if (type.isInterface())
            return count(node(type.getInterface().getTypeId()).getAnnotations()).value_or(1);
        return 1;
    }

    void check(const Method& method, const Param& param) const {
        const bool special = !method.calls_cpp();
        if (special && (param.role == Role::Value || param.role == Role::Result)) {
            fail("'" + param.name + "': methods named construct and destroy take and give no C++ values");
        }
        if (param.role == Role::Context && !param.in)
            fail("'" + param.name + "': a Context is a parameter, not a result");
    }

    std::string m_where;
    std::map<uint64_t, schema::Node::Reader> m_nodes;
    uint64_t m_file = 0;
    Schema m_schema;
};

}  // namespace

bool Method::has_context() const {
    return std::any_of(fields.begin(), fields.end(),
                       [](const Param& param) { return param.role == Role::Context; });
}

const Param* Method::result() const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [](const Param& param) { return param.role == Role::Result; });
    return found == fields.end() ? nullptr : &*found;
}

bool Interface::has(const std::string& method) const {
    return std::any_of(methods.begin(), methods.end(), [&](const Method& own) { return own.name == method; });
}

Schema read_schema(schema::CodeGeneratorRequest::Reader request, const std::string& file_name) {
    return SchemaReader(request, file_name).read();
}

}  // namespace mp::gen
