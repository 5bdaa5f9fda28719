#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Tests of the lint itself: each rule is shown a tree that breaks it and nothing else."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import cpp_scan  # noqa: E402
import lint  # noqa: E402

HEAD = "// " + lint.LICENCE + "\n"
HEADER = HEAD + "#pragma once\n"


class Tree:
    """A small project: libraries low and high, high depending on low."""

    def __init__(self, folder):
        self.root = Path(folder)
        self.libraries = {}
        self.programs = []
        self.library("low", "SRCS low.cpp")
        self.library("high", "SRCS high.cpp DEPS low TESTS high_test.cpp TEST_DEPS helper")
        self.library("helper", "HDRS helper.h")
        self.write("src/low/low.h", HEADER)
        self.write("src/low/low.cpp", HEAD + '#include "low/low.h"\n')
        self.write("src/high/high.cpp", HEAD + '#include "low/low.h"\n')
        self.write("src/high/high_test.cpp", HEAD + '#include "helper/helper.h"\n#include <gtest/gtest.h>\n')
        self.write("src/helper/helper.h", HEADER)

    def library(self, name, lists):
        self.libraries[name] = lists
        self.write(f"src/{name}/README.md", f"# {name}\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def findings(self):
        for name, lists in self.libraries.items():
            programs = "".join(f"quanta_program({text})\n" for folder, text in self.programs if folder == name)
            self.write(f"src/{name}/CMakeLists.txt", f"# made by a test\nquanta_library({name} {lists})\n{programs}")
        order = [name for name in self.libraries if name not in ("high",)] + ["high"]
        if not (self.root / "src/CMakeLists.txt").exists():
            self.write("src/CMakeLists.txt", "set(all " + " ".join(order) + ")\n")
        return lint.Lint(self.root).run()


class TreeCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Tree(folder.name)

    def assert_finds(self, *parts):
        """Exactly one finding, with each of `parts` in it."""
        findings = self.tree.findings()
        self.assertEqual(len(findings), 1, findings)
        for part in parts:
            self.assertIn(part, findings[0])


class LayerTest(TreeCase):
    def test_clean_tree(self):
        self.assertEqual(self.tree.findings(), [])

    def test_include_upwards(self):
        self.tree.write("src/low/low.cpp", HEAD + '#include "low/low.h"\n#include "high/high.h"\n')
        self.assert_finds("src/low/low.cpp:3", "does not depend on high")

    def test_include_in_a_comment_counts_not(self):
        self.tree.write("src/low/low.cpp", HEAD + '#include "low/low.h"\n// #include "high/high.h"\n')
        self.assertEqual(self.tree.findings(), [])

    def test_test_dependency_in_library_code(self):
        self.tree.write("src/high/high.cpp", HEAD + '#include "helper/helper.h"\n')
        self.assert_finds("src/high/high.cpp:2", "does not depend on helper")

    def test_dependencies_are_transitive(self):
        self.tree.library("top", "SRCS top.cpp DEPS high")
        self.tree.write("src/top/top.cpp", HEAD + '#include "low/low.h"\n')
        self.tree.write("src/CMakeLists.txt", "set(all low helper high top)\n")
        self.assertEqual(self.tree.findings(), [])

    def test_order_of_the_list(self):
        self.tree.write("src/CMakeLists.txt", "set(all helper high low)\n")
        self.assert_finds("high depends on low", "not above")

    def test_unknown_dependency(self):
        self.tree.libraries["low"] += " DEPS nowhere"
        self.assert_finds("unknown library nowhere")

    def test_folder_not_in_the_list(self):
        self.tree.write("src/CMakeLists.txt", "set(all low high)\n")
        self.assert_finds("src/helper is not in the list")

    def test_forbidden_reach(self):
        self.tree.library("chain", "HDRS chain.h")
        self.tree.write("src/chain/chain.h", HEADER)
        self.tree.library("net", "SRCS net.cpp DEPS chain")
        self.tree.write("src/net/net.cpp", HEAD)
        self.assert_finds("net must not reach chain")

    def test_program_that_links_too_much(self):
        self.tree.library("chain", "HDRS chain.h DEPS low")
        self.tree.write("src/chain/chain.h", HEADER)
        self.tree.programs.append(("high", "quanta_x quanta-chainstate libexec SRCS main.cpp DEPS chain helper"))
        self.tree.write("src/high/main.cpp", HEAD + '#include "chain/chain.h"\n')
        self.assert_finds("quanta-chainstate must not link helper")

    def test_third_party_header(self):
        self.tree.write("src/low/low.cpp", HEAD + '#include "low/low.h"\n#include <rocksdb/db.h>\n')
        self.assert_finds("rocksdb/db.h, which only kv may")

    def test_longest_prefix_decides(self):
        self.tree.library("http", "SRCS http.cpp")
        self.tree.write("src/http/http.cpp", HEAD + "#include <boost/beast/http.hpp>\n#include <boost/asio.hpp>\n")
        self.assert_finds("http.cpp:3", "boost/asio.hpp, which only sys may")

    def test_tests_read_json_vectors(self):
        self.tree.write("src/high/high_test.cpp", HEAD + "#include <nlohmann/json.hpp>\n#include <rocksdb/db.h>\n")
        self.assert_finds("high_test.cpp:3", "rocksdb/db.h")

    def test_qt_header(self):
        self.tree.write("src/low/low.cpp", HEAD + '#include "low/low.h"\n#include <QWidget>\n')
        self.assert_finds("QWidget, which only gui may")

    def test_fixture_of_tests(self):
        self.tree.write("src/high/high_fixture.h", HEADER + '#include <gtest/gtest.h>\n#include "helper/helper.h"\n')
        self.assertEqual(self.tree.findings(), [])

    def test_test_framework_in_library_code(self):
        self.tree.write("src/low/low.cpp", HEAD + '#include "low/low.h"\n#include <gtest/gtest.h>\n')
        self.assert_finds("gtest/gtest.h, which is for tests")


class FormTest(TreeCase):
    def test_missing_readme(self):
        (self.tree.root / "src/low/README.md").unlink()
        self.assert_finds("src/low", "no README.md")

    def test_source_that_is_not_built(self):
        self.tree.write("src/low/extra.cpp", HEAD)
        self.assert_finds("extra.cpp", "not listed")

    def test_missing_pragma(self):
        self.tree.write("src/low/low.h", HEAD)
        self.assert_finds("low.h", "#pragma once")

    def test_missing_licence(self):
        self.tree.write("src/low/low.h", "#pragma once\n")
        self.assert_finds("low.h", "does not begin with")

    def test_licence_after_the_interpreter_line(self):
        self.tree.write("test/run.py", "#!/usr/bin/env python3\n# " + lint.LICENCE + "\n")
        self.assertEqual(self.tree.findings(), [])

    def test_own_header_first(self):
        self.tree.write("src/low/low.cpp", HEAD + '#include <vector>\n#include "low/low.h"\n')
        self.assert_finds("low.cpp:2", "own header low/low.h first")

    def test_using_namespace(self):
        self.tree.write("src/low/low.h", HEADER + "using namespace std;\n")
        self.assert_finds("low.h:3", "using namespace")

    def test_literals_have_no_other_way_in(self):
        self.tree.write("src/low/low.cpp", HEAD + '#include "low/low.h"\nusing namespace std::chrono_literals;\n')
        self.assertEqual(self.tree.findings(), [])

    def test_marks(self):
        self.tree.write("src/low/low.h", HEADER + "// TO" + "DO later\n")
        self.assert_finds("low.h:3", "unfinished")

    def test_machine_path(self):
        self.tree.write("doc/a.md", "see /ho" + "me/ann/quanta\n")
        self.assert_finds("doc/a.md:1", "path of one machine")

    def test_url_is_no_machine_path(self):
        self.tree.write("doc/a.md", "see https://example.org/wo" + "rk/x and ~/wo" + "rk/\n")
        self.assertEqual(self.tree.findings(), [])


class SizeTest(TreeCase):
    def test_header_limit(self):
        self.tree.write("src/low/low.h", HEADER + "\n" * (lint.MAX_HEADER_LINES - 2))
        self.assertEqual(self.tree.findings(), [])
        self.tree.write("src/low/low.h", HEADER + "\n" * (lint.MAX_HEADER_LINES - 1))
        self.assert_finds("header of 301 lines")

    def test_file_limit(self):
        self.tree.write("src/low/low.cpp", HEAD + "\n" * (lint.MAX_FILE_LINES - 1))
        self.assertEqual(self.tree.findings(), [])
        self.tree.write("src/low/low.cpp", HEAD + "\n" * lint.MAX_FILE_LINES)
        self.assert_finds("file of 801 lines")

    def test_library_limit(self):
        self.tree.libraries["low"] += " " + " ".join(f"part{i}.cpp" for i in range(13))
        for i in range(13):
            self.tree.write(f"src/low/part{i}.cpp", HEAD + "\n" * 769)
        self.assert_finds("src/low", "library of 10014 lines")

    def test_function_limit(self):
        body = "void f() {\n" + "    g();\n" * 58 + "}\n"
        self.tree.write("src/low/low.cpp", HEAD + body)
        self.assertEqual(self.tree.findings(), [])
        self.tree.write("src/low/low.cpp", HEAD + body.replace("}", "g();\n}"))
        self.assert_finds("low.cpp:2", "f has 61 lines")

    def test_parameter_limit(self):
        self.tree.write("src/low/low.cpp", HEAD + "void f(int a, int b, int c, int d, int e) {}\n")
        self.assertEqual(self.tree.findings(), [])
        self.tree.write("src/low/low.cpp", HEAD + "void f(int a, int b, int c, int d, int e, int g) {}\n")
        self.assert_finds("f has 6 parameters")
        method = "struct A : B {\n    void f(int a, int b, int c, int d, int e, int g) override {}\n};\n"
        self.tree.write("src/low/low.cpp", HEAD + method)
        self.assertEqual(self.tree.findings(), [])

    def test_nesting_limit(self):
        three = "void f() {\n    if (a) { for (;;) { while (b) { g(); } } }\n}\n"
        self.tree.write("src/low/low.cpp", HEAD + three)
        self.assertEqual(self.tree.findings(), [])
        self.tree.write("src/low/low.cpp", HEAD + three.replace("g();", "if (c) { g(); }"))
        self.assert_finds("f has 4 levels of nesting")

    def test_public_method_limit(self):
        methods = "".join(f"    int m{i}() const;\n" for i in range(25))
        text = HEADER + "class A {\npublic:\n    A();\n" + methods + "private:\n    int p();\n};\n"
        self.tree.write("src/low/low.h", text)
        self.assertEqual(self.tree.findings(), [])
        self.tree.write("src/low/low.h", text.replace("private:", "    int more() { return 1; }\nprivate:"))
        self.assert_finds("low.h:3", "A has 26 public methods")

    def test_virtual_limit(self):
        methods = "".join(f"    virtual int m{i}() = 0;\n" for i in range(21))
        self.tree.write("src/low/low.h", HEADER + "class A {\npublic:\n    virtual ~A() = default;\n" + methods + "};\n")
        self.assert_finds("A has 21 virtuals")


class ScanTest(unittest.TestCase):
    def functions(self, text):
        scan = cpp_scan.Scan(text)
        self.assertFalse(scan.unbalanced)
        return {function.name: function for function in scan.functions}

    def test_braces_in_literals(self):
        text = 'void f() {\n    a("}{", \'{\', R"x(}}}")x", 1\'000);  // {\n    /* { */\n}\nvoid g() {}\n'
        found = self.functions(text)
        self.assertEqual((found["f"].first, found["f"].last), (1, 4))
        self.assertEqual(found["g"].first, 5)

    def test_directives_are_passed_over(self):
        self.assertEqual(list(self.functions("#define A(x) \\\n    { x\n#if B\nvoid f() {}\n#endif\n")), ["f"])

    def test_member_initialisers(self):
        found = self.functions("A::A(int a)\n    : Base<int>{a}, m_b{a}, m_c(a) {\n    f();\n}\n")
        self.assertEqual((found["A::A"].first, found["A::A"].last, found["A::A"].parameters), (1, 4, 1))

    def test_shapes_of_functions(self):
        text = """
            template <typename T, size_t N = 3> requires (N > 2)
            auto a(std::map<int, T> m, std::function<void(int, int)> f = {}) -> Result<T, E> { return {}; }
            class B final : public C { public: bool operator==(const B& b) const noexcept { return true; }
                bool operator()(int x) const { return x; } ~B() override { } int d() REQUIRES(m_mutex) { return 1; } };
            std::function<void(int)> e{[](int x) { g(x); }};
            int table[] = {1, 2};
            TEST(Suite, Name) { EXPECT_EQ(1, 1); }
            """
        found = self.functions(text)
        self.assertEqual(found["a"].parameters, 2)
        self.assertEqual(set(found), {"a", "operator==", "operator()", "~B", "d", "lambda", "TEST"})

    def test_classes(self):
        text = """
            struct S { int a() { return 1; } int m{0}; std::function<void()> f; };
            class CAPABILITY("mutex") M { void hidden(); public: int shown(); int x GUARDED_BY(m); };
            enum class E : uint8_t { A, B };
            """
        classes = {info.name: info for info in cpp_scan.Scan(text).classes}
        self.assertEqual(set(classes), {"S", "M"})
        self.assertEqual(classes["S"].public_methods, 1)
        self.assertEqual(classes["M"].public_methods, 1)

    def test_tables_do_not_count(self):
        rows = "".join(f'        {{"a", {i}}},\n' for i in range(80))
        found = self.functions("void f() {\n    static const Row rows[] = {\n" + rows + "    };\n}\n")
        self.assertEqual(found["f"].lines(), 4)
        cases = "".join(f'        case E::A{i}: return "a";\n' for i in range(80))
        found = self.functions("int f(E e) {\n    switch (e) {\n" + cases + "    }\n    return 0;\n}\n")
        self.assertEqual(found["f"].lines(), 5)

    def test_code_in_a_table_counts(self):
        rows = "        {1, [] {\n" + "    g();\n" * 70 + "        }},\n"
        found = self.functions("void f() {\n    static const Row rows[] = {\n" + rows + "    };\n}\n")
        self.assertEqual(found["f"].lines(), 76)

    def test_nesting(self):
        found = self.functions("""
            void f() { switch (a) { case 1: { if (b) { g(); } break; } default: { } } }
            void h() { if (auto x = Point{1, 2}; x) { run([&](int a) { if (a) { g(); } }); } else { try { } catch (...) { } } }
            """)
        self.assertEqual(found["f"].nesting, 2)
        self.assertEqual(found["h"].nesting, 2)

    def test_unbalanced(self):
        self.assertTrue(cpp_scan.Scan("void f() {").unbalanced)
        self.assertTrue(cpp_scan.Scan("}").unbalanced)


if __name__ == "__main__":
    unittest.main()
