#include "catalog/spack_repo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/process.h"
#include "unit/catalog/small_catalog.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

class SpackRepoTest : public testing::Test {
  protected:
    // Whether Python takes it: a module with these statements alone, in the order of their kinds.
    static std::string statements_of(const std::string& recipe) {
        const TempDir folder(fs::temp_directory_path(), "sf-spack-repo-");
        write_file_atomic(folder.path() / "package.py", recipe);
        Command command;
        command.argv = {"python3", "-c",
                        "import ast, sys\n"
                        "tree = ast.parse(open(sys.argv[1], encoding='utf-8').read())\n"
                        "body = tree.body[-1].body\n"
                        "print(len(tree.body), ' '.join(type(node).__name__ for node in body))\n"
                        "print(ast.get_docstring(tree.body[-1], clean=False), end='')",
                        (folder.path() / "package.py").string()};
        return run_checked(*make_system_process(), command, "python3");
    }

    SmallCatalog small_;
};

TEST_F(SpackRepoTest, HasWhatSpackDoesNotHaveItself) {
    small_.add_package("s2n-tls", "1.7.2", SmallCatalog::dependency("zlib"));
    small_.replace("packages/zlib.yaml", "name: zlib\n", "name: zlib\nnamespace: builtin\n");
    const auto files = spack_repo(small_.load());
    EXPECT_EQ(files.at("repo.yaml"), "repo:\n  namespace: slurm_factory\n  api: v2.0\n");
    EXPECT_FALSE(files.contains("packages/zlib/package.py"));
    const auto& recipe = files.at("packages/s2n_tls/package.py");
    EXPECT_THAT(recipe, HasSubstr("class S2nTls(Package):\n    \"about s2n-tls\"\n"));
    EXPECT_THAT(recipe, HasSubstr("    version(\"1.7.2\")\n"));
    EXPECT_THAT(recipe, HasSubstr("    depends_on(\"zlib\", type=(\"build\", \"link\",))\n"));
    EXPECT_THAT(recipe, HasSubstr("raise InstallError(\"s2n-tls is built by slurm-factory"));
}

TEST_F(SpackRepoTest, AConditionOnTheVersionIsKeptAndOthersAreNot) {
    small_.replace("packages/curl.yaml", "types: [build, link]}", "types: [link], when: {version: \"8:\"}}");
    small_.replace("packages/openssl.yaml", "types: [build, link]}", "types: [link], when: {source: [debian]}}");
    const auto files = spack_repo(small_.load());
    EXPECT_THAT(files.at("packages/curl/package.py"), HasSubstr("type=(\"link\",), when=\"@8:\")"));
    EXPECT_THAT(files.at("packages/openssl/package.py"), Not(HasSubstr("when=")));
}

TEST_F(SpackRepoTest, NothingBreaksOutOfItsString) {
    const std::string hostile = "\"\"\" ' \\\" \\ #{}\n    import os; os.system('x') \x01 \u2028 \U0001F4A3 \\";
    const std::string yaml = Json(hostile).dump();
    small_.replace("packages/zlib.yaml", "description: about zlib", "description: " + yaml);
    for (const char* key : {"homepage: https://example.org", "license: MIT"})
        small_.replace("packages/zlib.yaml", key, std::string(key, std::string(key).find(':')) + ": " + yaml);
    const auto recipe = spack_repo(small_.load()).at("packages/zlib/package.py");
    EXPECT_EQ(statements_of(recipe), "3 Expr Assign Assign Expr Expr FunctionDef\n" + hostile);
}

TEST_F(SpackRepoTest, NamesThatPythonKeepsOrCannotHaveAreWrittenAsSpackDoes) {
    small_.add_package("3proxy", "1", "");
    small_.add_package("import", "1", "");
    small_.add_package("none", "1", "");
    const auto files = spack_repo(small_.load());
    EXPECT_THAT(files.at("packages/_3proxy/package.py"), HasSubstr("class _3proxy(Package)"));
    EXPECT_THAT(files.at("packages/_import/package.py"), HasSubstr("class Import(Package)"));
    EXPECT_THAT(files.at("packages/none/package.py"), HasSubstr("class _None(Package)"));
    small_.add_package("Up_per", "1", "");
    EXPECT_THROW(spack_repo(small_.load()), Error);
}

}  // namespace
}  // namespace sf
