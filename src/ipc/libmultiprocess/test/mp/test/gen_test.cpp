// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What mpgen says of schemas that it cannot serve: each error names schema, interface, method and what is
// wrong.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

namespace fs = std::filesystem;

class GenTest : public ::testing::Test {
protected:
    GenTest() : m_folder(fs::current_path() / ("gen_test-" + std::to_string(::getpid()))) {
        fs::create_directory(m_folder);
    }
    ~GenTest() override { fs::remove_all(m_folder); }

    /// What mpgen prints for a schema with these declarations; its exit status in m_status.
    std::string generate(const std::string& declarations) {
        std::ofstream(m_folder / "bad.capnp")
            << "@0xaaaaaaaaaaaaaaaa;\n"
               "using Cxx = import \"/capnp/c++.capnp\";\n$Cxx.namespace(\"bad\");\n"
               "using Proxy = import \"/mp/proxy.capnp\";\n"
            << declarations << "\n";
        const std::string folder = m_folder.string();
        const std::string command = "cd " + folder + " && " MPGEN " " + folder + " " + folder + " " + folder +
                                    "/bad.capnp " MP_INCLUDE " 2>&1";
        std::FILE* const pipe = ::popen(command.c_str(), "r");
        std::string output;
        std::array<char, 4096> buffer{};
        while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe))
            output.append(buffer.data(), size);
        const int status = ::pclose(pipe);
        m_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return output;
    }
    void expect_error(const std::string& declarations, const std::string& error) {
        const std::string output = generate(declarations);
        EXPECT_EQ(m_status, 1);
        EXPECT_NE(output.find("bad.capnp: " + error), std::string::npos) << output;
    }

    const fs::path m_folder;
    int m_status = -1;
};

TEST_F(GenTest, Good) {
    EXPECT_EQ(generate("interface Foo $Proxy.wrap(\"Foo\") { bar @0 (a :Int32) -> (result :Int32); }"), "");
    EXPECT_EQ(m_status, 0);
    for (const char* ending : {".h", ".c++", ".proxy.h", ".proxy-types.h", ".proxy-types.c++",
                               ".proxy-client.c++", ".proxy-server.c++"}) {
        EXPECT_TRUE(fs::exists(m_folder / (std::string("bad.capnp") + ending))) << ending;
    }
}

TEST_F(GenTest, NoSchema) {
    EXPECT_NE(generate("interface Foo {").find("does not compile"), std::string::npos);
    EXPECT_EQ(m_status, 1);
}

TEST_F(GenTest, Counts) {
    expect_error(
        "interface Foo $Proxy.wrap(\"Foo\") { bar @0 (a :Int32 $Proxy.count(-1)) -> (); }",
        "interface Foo: method bar: parameter a: count(-1): only parameters stand for several in C++");
    expect_error("interface Foo $Proxy.wrap(\"Foo\") { bar @0 () -> (a :Int32 $Proxy.count(2)); }",
                 "interface Foo: method bar: result a: count(2): only parameters stand for several in C++");
}

TEST_F(GenTest, Exceptions) {
    expect_error("interface Foo $Proxy.wrap(\"Foo\") { bar @0 (a :Text $Proxy.exception(\"E\")) -> (); }",
                 "interface Foo: method bar: parameter a: only results carry exceptions");
    expect_error(
        "interface Foo $Proxy.wrap(\"Foo\") { bar @0 () -> (error :Int32 $Proxy.exception(\"E\")); }",
        "interface Foo: method bar: result error: an exception needs a type that can be null");
}

TEST_F(GenTest, SpecialMethods) {
    expect_error("interface Foo $Proxy.wrap(\"Foo\") { construct @0 (a :Int32) -> (); }",
                 "interface Foo: method construct: 'a': methods named construct and destroy take and give no "
                 "C++ values");
    expect_error("interface Foo $Proxy.wrap(\"Foo\") { destroy @0 () -> (result :Int32); }",
                 "interface Foo: method destroy: 'result': methods named construct and destroy take and give "
                 "no C++ values");
    expect_error("interface Foo $Proxy.wrap(\"Foo\") { bar @0 () -> (context :Proxy.Context); }",
                 "interface Foo: method bar: 'context': a Context is a parameter, not a result");
}

TEST_F(GenTest, Generics) {
    expect_error("interface Foo(T) $Proxy.wrap(\"Foo\") { bar @0 () -> (); }",
                 "interface Foo: a generic interface cannot wrap a C++ class");
    expect_error("struct Foo(T) $Proxy.wrap(\"Foo\") { bar @0 :T; }",
                 "struct Foo: a generic struct cannot wrap a C++ type");
}

TEST_F(GenTest, Unions) {
    expect_error("struct Foo $Proxy.wrap(\"Foo\") { union { a @0 :Int32; b @1 :Text; } }",
                 "struct Foo: a union cannot wrap a C++ type");
    expect_error("struct Foo $Proxy.wrap(\"Foo\") { g :group { a @0 :Int32; } }",
                 "struct Foo: field g: a group has no counterpart in C++");
}

TEST_F(GenTest, InheritedTwice) {
    expect_error(
        "interface A $Proxy.wrap(\"A\") { bar @0 () -> (); }\n"
        "interface B extends(A) $Proxy.wrap(\"B\") { bar @0 () -> (); }",
        "interface B: method bar is declared twice");
}

}  // namespace
