// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// mpgen SRC_PREFIX INCLUDE_PREFIX SRC_FILE [IMPORT_PATH…]: makes the C++ code for a schema, Cap'n Proto's own
// and the proxies, in the current directory, at the place that SRC_FILE has below SRC_PREFIX.

#include <capnp/schema.capnp.h>
#include <capnp/serialize.h>
#include <kj/exception.h>
#include <kj/io.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gen-read.h"
#include "gen-write.h"

namespace {

namespace fs = std::filesystem;

/// `word` for the shell.
std::string shell_word(std::string_view word) {
    std::string out = "'";
    for (const char character : word) {
        if (character == '\'')
            out += "'\\''";
        else
            out += character;
    }
    return out + "'";
}

std::string program(const char* variable, const char* fallback) {
    const char* const value = std::getenv(variable);
    return value && *value ? value : fallback;
}

/// Runs Cap'n Proto's compiler: it writes its C++ code here and gives what it has parsed.
std::vector<char> compile(const std::string& src_prefix, const std::string& file,
                          const std::vector<std::string>& imports) {
    std::string command = shell_word(program("CAPNP_EXECUTABLE", MPGEN_CAPNP)) +
                          " compile --src-prefix=" + shell_word(src_prefix);
    for (const std::string& path : imports)
        command += " -I" + shell_word(path);
    command +=
        " -o" + shell_word(program("CAPNPC_CXX_EXECUTABLE", MPGEN_CAPNPC_CXX)) + " -o- " + shell_word(file);
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot run " + command);
    std::vector<char> output;
    char buffer[1 << 16];
    while (const size_t size = std::fread(buffer, 1, sizeof(buffer), pipe))
        output.insert(output.end(), buffer, buffer + size);
    const int status = ::pclose(pipe);
    if (status != 0) throw std::runtime_error(file + ": the schema does not compile (" + command + ")");
    return output;
}

/// `path` below `prefix`, or as it is.
std::string below(const std::string& path, const std::string& prefix) {
    const std::string relative = fs::path(path).lexically_relative(prefix).string();
    return relative.empty() || relative.starts_with("..") ? path : relative;
}

void write(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path);
}

void generate(const std::string& src_prefix, const std::string& include_prefix, const std::string& file,
              std::vector<std::string> imports) {
    imports.emplace_back(MPGEN_CAPNP_IMPORTS);
    const std::vector<char> output = compile(src_prefix, file, imports);
    kj::ArrayInputStream stream(
        kj::arrayPtr(reinterpret_cast<const kj::byte*>(output.data()), output.size()));
    capnp::ReaderOptions options;
    options.traversalLimitInWords = uint64_t{1} << 30;
    capnp::InputStreamMessageReader message(stream, options);
    const auto schema = mp::gen::read_schema(message.getRoot<capnp::schema::CodeGeneratorRequest>(), file);
    const auto code = mp::gen::write_code(schema, below(file, include_prefix));
    const std::string out = below(file, src_prefix);
    write(out + ".proxy.h", code.proxy_h);
    write(out + ".proxy-types.h", code.types_h);
    write(out + ".proxy-types.c++", code.types_cpp);
    write(out + ".proxy-client.c++", code.client_cpp);
    write(out + ".proxy-server.c++", code.server_cpp);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::cerr << "usage: mpgen SRC_PREFIX INCLUDE_PREFIX SRC_FILE [IMPORT_PATH…]\n"
                     "Makes SRC_FILE's C++ code in the current directory. Environment: CAPNP_EXECUTABLE,\n"
                     "CAPNPC_CXX_EXECUTABLE name the compiler and its C++ plug-in to use.\n";
        return EXIT_FAILURE;
    }
    try {
        generate(argv[1], argv[2], argv[3], {argv + 4, argv + argc});
    } catch (const kj::Exception& exception) {
        std::cerr << "mpgen: " << exception.getDescription().cStr() << '\n';
        return EXIT_FAILURE;
    } catch (const std::exception& exception) {
        std::cerr << "mpgen: " << exception.what() << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
