// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gen-write.h"

#include <cctype>
#include <cinttypes>
#include <cstdio>

namespace mp::gen {

namespace {

constexpr char kHead[] = "// Made by mpgen. Do not edit.\n";

std::string title(std::string name) {
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

std::string hex(uint64_t number) {
    char buffer[24];
    std::snprintf(buffer, sizeof(buffer), "0x%016" PRIx64, number);
    return buffer;
}

std::string scope_of(const Schema& schema) {
    return "schema_" + hex(schema.id).substr(2);
}

/// The name of the accessor, which says what else it can do.
std::string accessor_name(const Accessor& accessor) {
    std::string name = accessor.name;
    if (accessor.pointer) name += "_p";
    if (accessor.has) name += "_has";
    if (accessor.want) name += "_want";
    return name;
}

/// Writes the code for one schema.
class Writer {
public:
    Writer(const Schema& schema, std::string path)
        : m_schema(schema), m_path(std::move(path)), m_scope(scope_of(schema)) {}

    std::string proxy_h() const {
        std::string out =
            std::string(kHead) + "#pragma once\n\n#include <" + m_path + ".h>\n#include <mp/proxy.h>\n";
        for (const std::string& include : m_schema.includes)
            out += "#include <" + include + ">\n";
        // Interfaces of functions are classes of this library.
        if (wraps_functions()) out += "#include <mp/type-function.h>\n";
        out += "\nnamespace mp {\n";
        for (const Interface& interface : m_schema.interfaces)
            declare(interface, out);
        return out + "}  // namespace mp\n";
    }

    std::string types_h() const {
        std::string out = std::string(kHead) + "#pragma once\n\n#include <" + m_path +
                          ".proxy.h>\n#include <mp/params.h>\n";
        for (const std::string& include : m_schema.include_types)
            out += "#include <" + include + ">\n";
        out += "\nnamespace mp {\nnamespace " + m_scope + " {\n";
        for (const Accessor& accessor : m_schema.accessors)
            write(accessor, out);
        out += "}  // namespace " + m_scope + "\n\n";
        for (const Struct& made : m_schema.structs)
            declare(made, out);
        return out + "}  // namespace mp\n";
    }

    std::string types_cpp() const {
        std::string out = head_of_source();
        for (const Struct& made : m_schema.structs) {
            if (!made.wraps.empty()) define(made, out);
        }
        return out + "}  // namespace mp\n";
    }

    std::string client_cpp() const {
        std::string out = head_of_source();
        for (const Interface& interface : m_schema.interfaces) {
            for (const Method& method : interface.methods)
                define_client(interface, method, out);
            if (interface.has("destroy")) {
                out += client(interface) +
                       "::~ProxyClient() {\n    DestroyRemote(m_context, [this] { destroy(); });\n}\n\n";
            }
        }
        return out + "}  // namespace mp\n";
    }

    std::string server_cpp() const {
        std::string out = head_of_source();
        for (const Interface& interface : m_schema.interfaces) {
            out += "namespace {\n\n";
            for (const Method& method : interface.methods)
                define_call(interface, method, out);
            out += "}  // namespace\n\n";
            define_table(interface, out);
        }
        return out + "}  // namespace mp\n";
    }

private:
    bool wraps_functions() const {
        for (const Interface& interface : m_schema.interfaces) {
            if (interface.wraps.find("ProxyCallback<") != std::string::npos) return true;
        }
        return false;
    }

    std::string head_of_source() const {
        return std::string(kHead) + "#include <" + m_path + ".proxy-types.h>\n\nnamespace mp {\n\n";
    }

    static std::string client(const Interface& interface) { return "ProxyClient<" + interface.message + ">"; }
    static std::string server(const Interface& interface) { return "ProxyServer<" + interface.message + ">"; }
    static std::string traits(const Method& method) { return "M_" + method.name; }
    static std::string traits_of(const Interface& interface, const Method& method) {
        return "MethodTraits<decltype(&" + interface.wraps + "::" + method.cpp_name + ")>";
    }
    static std::string param_type(const Method& method, int index) {
        return traits(method) + "::Param<" + std::to_string(index) + ">";
    }
    static std::string call_name(const Interface& interface, const Method& method) {
        return interface.name + "_" + method.name;
    }
    std::string field(const Accessor& accessor) const { return m_scope + "::" + accessor_name(accessor); }
    std::string output(const Accessor& accessor, const std::string& message) const {
        return "MakeOutput<" + field(accessor) + ">(" + message + ")";
    }
    std::string input(const Accessor& accessor, const std::string& message) const {
        return "MakeInput<" + field(accessor) + ">(" + message + ")";
    }
    static std::string info(const Method& method) {
        return "{\"" + method.interface_name + "." + method.name + "\", " + hex(method.interface_id) + ", " +
               std::to_string(method.id) + ", " + std::to_string(method.data_words) + ", " +
               std::to_string(method.pointers) + "}";
    }

    // Parameters that travel as one.
    static std::string pack_types(const Method& method, const Param& param) {
        std::string out;
        for (int i = param.first; i < param.first + param.count; ++i)
            out += (out.empty() ? "" : ", ") + param_type(method, i);
        return out;
    }
    static std::string pack_values(const Method& method, const Param& param) {
        std::string out;
        for (int i = param.first; i < param.first + param.count; ++i)
            out += ", std::forward<" + param_type(method, i) + ">(arg" + std::to_string(i) + ")";
        return out;
    }

    // ---- X.capnp.proxy.h ----

    void declare(const Interface& interface, std::string& out) const {
        out += "template <>\nclass " + client(interface) + " final : public ProxyClientBase<" +
               interface.message + ", " + interface.wraps +
               "> {\npublic:\n    using ProxyClientBase::ProxyClientBase;\n";
        if (interface.has("destroy")) out += "    ~ProxyClient();\n";
        for (const Method& method : interface.methods)
            declare(interface, method, out);
        out += "};\n\ntemplate <>\nclass " + server(interface) + " final : public ProxyServerBase<" +
               interface.message + ", " + interface.wraps +
               "> {\npublic:\n    using ProxyServerBase::ProxyServerBase;\n\nprotected:\n" +
               "    std::span<const ServerMethod> methods() const override;\n};\n\n";
        out += "template <>\nstruct ProxyType<" + interface.wraps +
               "> {\n    using Message = " + interface.message +
               ";\n    using Client = " + client(interface) + ";\n    using Server = " + server(interface) +
               ";\n};\n\n";
    }

    void declare(const Interface& interface, const Method& method, std::string& out) const {
        if (!method.calls_cpp()) {
            out += "    void " + method.name + "();\n";
            return;
        }
        out += "    using " + traits(method) + " = " + traits_of(interface, method) + ";\n";
        out += "    static_assert(" + traits(method) + "::kParams == " + std::to_string(method.cpp_params) +
               ",\n" + "                  \"" + m_path + ": interface " + interface.name + ": method " +
               method.name + ": " + std::to_string(method.cpp_params) +
               " parameters in the schema, another number in " + interface.wraps + "::" + method.cpp_name +
               "\");\n";
        out += "    " + traits(method) + "::Result " + method.cpp_name + "(" + params(method) + ");\n";
    }

    static std::string params(const Method& method) {
        std::string out;
        for (int i = 0; i < method.cpp_params; ++i) {
            out += (i == 0 ? "" : ", ") + param_type(method, i) + " arg" + std::to_string(i);
        }
        return out;
    }

    // ---- X.capnp.proxy-types.h and .c++ ----

    static void write(const Accessor& accessor, std::string& out) {
        const std::string name = title(accessor.name);
        const auto flag = [](bool value) { return value ? "true" : "false"; };
        out += "struct " + accessor_name(accessor) + " {\n";
        out += std::string("    static constexpr bool kPointer = ") + flag(accessor.pointer) + ";\n";
        out += std::string("    static constexpr bool kHas = ") + flag(accessor.has) + ";\n";
        out += std::string("    static constexpr bool kWant = ") + flag(accessor.want) + ";\n";
        out += "    template <typename S> static decltype(auto) get(S& s) { return s.get" + name + "(); }\n";
        out += "    template <typename S> static bool has(S& s) { return s.has" + name + "(); }\n";
        out += "    template <typename S, typename... V> static void set(S& s, V&&... v) { s.set" + name +
               "(std::forward<V>(v)...); }\n";
        out += "    template <typename S, typename... N> static auto init(S& s, N... n) -> decltype(s.init" +
               name + "(n...)) { return s.init" + name + "(n...); }\n";
        if (accessor.has) {
            out += "    template <typename S> static bool get_has(S& s) { return s.getHas" + name + "(); }\n";
            out += "    template <typename S> static void set_has(S& s) { s.setHas" + name + "(true); }\n";
        }
        if (accessor.want) {
            out +=
                "    template <typename S> static bool get_want(S& s) { return s.getWant" + name + "(); }\n";
            out += "    template <typename S> static void set_want(S& s) { s.setWant" + name + "(true); }\n";
        }
        out += "};\n";
    }

    void declare(const Struct& made, std::string& out) const {
        std::string parameters;
        std::string arguments;
        for (const std::string& generic : made.generics) {
            parameters += (parameters.empty() ? "typename " : ", typename ") + generic;
            arguments += (arguments.empty() ? "" : ", ") + generic;
        }
        const std::string message =
            made.generics.empty() ? made.message : made.message + "<" + arguments + ">";
        out += "template <" + parameters + ">\nstruct ProxyStruct<" + message +
               "> {\n    using Fields = std::tuple<";
        for (size_t i = 0; i < made.fields.size(); ++i)
            out += (i == 0 ? "" : ", ") + field(made.fields[i].accessor);
        out += ">;\n};\n\n";
        if (made.wraps.empty()) return;
        out += "template <>\nstruct ProxyType<" + made.wraps + "> {\n    using Struct = " + made.message +
               ";\n    using Message = " + made.message +
               ";\n    static void build(InvokeContext& context, const " + made.wraps + "& value, " +
               made.message + "::Builder message);\n" + "    static void read(InvokeContext& context, " +
               made.message + "::Reader message, " + made.wraps + "& value);\n};\n\n";
    }

    void define(const Struct& made, std::string& out) const {
        const std::string type = "ProxyType<" + made.wraps + ">";
        out += "void " + type + "::build([[maybe_unused]] InvokeContext& context, [[maybe_unused]] const " +
               made.wraps + "& value,\n    [[maybe_unused]] " + made.message + "::Builder message) {\n";
        for (const StructField& own : made.fields) {
            out += "    BuildField(TypeList<decltype(value." + own.cpp_name + ")>(), context, " +
                   output(own.accessor, "message") + ", value." + own.cpp_name + ");\n";
        }
        out += "}\n\nvoid " + type + "::read([[maybe_unused]] InvokeContext& context, [[maybe_unused]] " +
               made.message + "::Reader message,\n    [[maybe_unused]] " + made.wraps + "& value) {\n";
        for (const StructField& own : made.fields) {
            const std::string member = "decltype(value." + own.cpp_name + ")";
            out += "    ReadField(TypeList<" + member + ">(), context, " + input(own.accessor, "message") +
                   ", ReadDestUpdate<" + member + ">(value." + own.cpp_name + "));\n";
        }
        out += "}\n\n";
    }

    // ---- X.capnp.proxy-client.c++ ----

    void define_client(const Interface& interface, const Method& method, std::string& out) const {
        const std::string own = client(interface);
        const Param* const result = method.result();
        if (method.calls_cpp()) {
            out += own + "::" + traits(method) + "::Result " + own + "::" + method.cpp_name + "(" +
                   params(method) + ") {\n";
        } else {
            out += "void " + own + "::" + method.name + "() {\n";
        }
        out += "    static constexpr MethodInfo kMethod" + info(method) + ";\n";
        if (result) out += "    Return<" + traits(method) + "::Result> result;\n";
        out += "    CallRemote(m_context, m_client, kMethod,\n";
        out += "        [&]([[maybe_unused]] InvokeContext& context, capnp::AnyPointer::Builder message) {\n";
        out += "            [[maybe_unused]] auto params = message.initAs<" + method.params + ">();\n";
        for (const Param& param : method.fields)
            build_param(method, param, out);
        out += "        },\n";
        out +=
            "        [&]([[maybe_unused]] InvokeContext& context, [[maybe_unused]] capnp::AnyPointer::Reader "
            "message) {\n";
        out += "            [[maybe_unused]] auto results = message.getAs<" + method.results + ">();\n";
        for (const Param& param : method.fields)
            throw_result(param, out);
        for (const Param& param : method.fields)
            take_result(method, param, out);
        out += "        });\n";
        if (result) out += "    return result.take();\n";
        out += "}\n\n";
    }

    void build_param(const Method& method, const Param& param, std::string& out) const {
        const std::string indent(12, ' ');
        if (param.role == Role::Context) {
            out += indent + "SetContext(context, params.init" + title(param.name) + "());\n";
        } else if (param.role == Role::ThreadMap && param.in) {
            out += indent + "BuildThreadMap(context, " + output(*param.in, "params") + ");\n";
        } else if (param.role == Role::Value && param.count > 1) {
            out += indent + "BuildField(TypeList<" + pack_types(method, param) + ">(), context, " +
                   output(*param.in, "params") + pack_values(method, param) + ");\n";
        } else if (param.role == Role::Value && param.in) {
            out += indent + "BuildParam<" + param_type(method, param.first) + ">(context, " +
                   output(*param.in, "params") + ", arg" + std::to_string(param.first) + ");\n";
        } else if (param.role == Role::Value && param.want) {
            out += indent + "if (arg" + std::to_string(param.first) + ") params.setWant" + title(param.name) +
                   "(true);\n";
        }
    }

    void throw_result(const Param& param, std::string& out) const {
        if (param.role != Role::Exception) return;
        out += "            if (results.has" + title(param.name) + "()) ThrowField(TypeList<" +
               param.exception + ">(), context, " + input(*param.out, "results") + ");\n";
    }

    void take_result(const Method& method, const Param& param, std::string& out) const {
        const std::string indent(12, ' ');
        if (!param.out) return;
        if (param.role == Role::Result) {
            out += indent + "result.read(context, " + input(*param.out, "results") + ");\n";
        } else if (param.role == Role::ThreadMap) {
            out += indent + "ReadThreadMap(context, " + input(*param.out, "results") + ");\n";
        } else if (param.role == Role::Value) {
            out += indent + "ReadParam<" + param_type(method, param.first) + ">(context, " +
                   input(*param.out, "results") + ", arg" + std::to_string(param.first) + ");\n";
        }
    }

    // ---- X.capnp.proxy-server.c++ ----

    void define_call(const Interface& interface, const Method& method, std::string& out) const {
        out +=
            "struct " + call_name(interface, method) + " final : ServerCallOf<" + server(interface) + "> {\n";
        out += "    using ServerCallOf::ServerCallOf;\n";
        if (method.calls_cpp())
            out += "    using " + traits(method) + " = " + traits_of(interface, method) + ";\n";
        for (const Param& param : method.fields) {
            if (param.role == Role::Value && param.count > 1) {
                out += "    ArgPack<" + pack_types(method, param) + "> arg" + std::to_string(param.first) +
                       ";\n";
            } else if (param.role == Role::Value) {
                out += "    Arg<" + param_type(method, param.first) + "> arg" + std::to_string(param.first) +
                       ";\n";
            } else if (param.role == Role::Result) {
                out += "    Return<" + traits(method) + "::Result> result;\n";
                out += "    void drop_result() override { result.drop(loop()); }\n";
            } else if (param.role == Role::Exception) {
                out += "    Thrown<" + param.exception + "> thrown_" + param.name + ";\n";
            } else if (param.role == Role::Context) {
                out +=
                    "    kj::Maybe<Context::Reader> where() override {\n        return "
                    "m_message.getParams().getAs<" +
                    method.params + ">().get" + title(param.name) + "();\n    }\n";
            }
        }
        define_read(method, out);
        define_invoke(method, out);
        define_build(method, out);
        out += "};\n\n";
    }

    void define_read(const Method& method, std::string& out) const {
        out += "    void read([[maybe_unused]] InvokeContext& context) override {\n";
        out +=
            "        [[maybe_unused]] auto params = m_message.getParams().getAs<" + method.params + ">();\n";
        for (const Param& param : method.fields) {
            const std::string arg = "arg" + std::to_string(param.first);
            if (param.role == Role::ThreadMap && param.in) {
                out += "        ReadThreadMap(context, " + input(*param.in, "params") + ");\n";
            } else if (param.role == Role::Value && param.in) {
                out += "        " + arg + ".read(context, " + input(*param.in, "params") + ");\n";
                if (param.want) out += "        " + arg + ".prepare(" + input(*param.in, "params") + ");\n";
            } else if (param.role == Role::Value) {
                const Accessor asked = param.want ? Accessor{param.name, false, false, true} : *param.out;
                out += "        " + arg + ".prepare(" + input(asked, "params") + ");\n";
            }
        }
        if (method.is_destroy()) out += "        forget_object();\n";
        out += "    }\n";
    }

    static void define_invoke(const Method& method, std::string& out) {
        out += "    void invoke() override {\n";
        if (method.is_destroy()) out += "        release(loop());\n";
        if (method.calls_cpp()) {
            std::string args;
            for (const Param& param : method.fields) {
                for (int i = 0; i < param.count; ++i) {
                    args += (args.empty() ? "arg" : ", arg") + std::to_string(param.first) + ".pass";
                    if (param.count > 1) args += "<" + std::to_string(i) + ">";
                    args += "()";
                }
            }
            std::string body = "m_impl->" + method.cpp_name + "(" + args + ")";
            body = method.result() ? "result.call([&]() -> decltype(auto) { return " + body + "; });"
                                   : body + ";";
            bool throws = false;
            for (const Param& param : method.fields)
                throws |= param.role == Role::Exception;
            out += throws ? "        try {\n            " + body + "\n        }" : "        " + body;
            for (const Param& param : method.fields) {
                if (param.role != Role::Exception) continue;
                out += " catch (const " + param.exception + "& exception) {\n            thrown_" +
                       param.name + ".keep(exception);\n        }";
            }
            out += "\n";
        }
        out += "    }\n";
    }

    void define_build(const Method& method, std::string& out) const {
        out += "    void build([[maybe_unused]] InvokeContext& context) override {\n";
        out += "        [[maybe_unused]] auto results = m_message.getResults().initAs<" + method.results +
               ">();\n";
        for (const Param& param : method.fields) {
            if (param.role != Role::Exception) continue;
            out += "        if (thrown_" + param.name + ".build(context, " + output(*param.out, "results") +
                   ")) return;\n";
        }
        for (const Param& param : method.fields) {
            if (!param.out) continue;
            const std::string to = output(*param.out, "results");
            if (param.role == Role::ThreadMap) out += "        BuildThreadMap(context, " + to + ");\n";
            if (param.role == Role::Result) out += "        result.build(context, " + to + ");\n";
            if (param.role == Role::Value)
                out += "        arg" + std::to_string(param.first) + ".build(context, " + to + ");\n";
        }
        out += "    }\n";
    }

    static void define_table(const Interface& interface, std::string& out) {
        out += "std::span<const ServerMethod> " + server(interface) + "::methods() const {\n";
        if (interface.methods.empty()) {
            out += "    return {};\n}\n\n";
            return;
        }
        out += "    static constexpr ServerMethod kMethods[] = {\n";
        for (const Method& method : interface.methods) {
            out += "        {" + info(method) + ", &MakeServerCall<" + call_name(interface, method) + ">},\n";
        }
        out += "    };\n    return kMethods;\n}\n\n";
    }

    const Schema& m_schema;
    const std::string m_path;
    const std::string m_scope;
};

}  // namespace

Generated write_code(const Schema& schema, const std::string& include_path) {
    const Writer writer(schema, include_path);
    return {writer.proxy_h(), writer.types_h(), writer.types_cpp(), writer.client_cpp(), writer.server_cpp()};
}

}  // namespace mp::gen
