#include "manual/completions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/manual/sample.h"

namespace sf {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Completions, BashKnowsTheWordsOfEachPlace) {
    const auto script = bash_completion(sample_manual().program);
    EXPECT_THAT(script, HasSubstr("\"plan\"|\"show\"|\"cache\"|\"cache push\") path="));
    EXPECT_THAT(script, HasSubstr("        \"\") words=\"plan show cache --quiet\";;\n"));
    EXPECT_THAT(script, HasSubstr("        \"show\") words=\"--jobs --format --odd\";;\n"));
    EXPECT_THAT(script, HasSubstr("        \"cache\") words=\"push\";;\n"));
    EXPECT_THAT(script, HasSubstr("complete -o filenames -F _slurm_factory factory\n"));
}

TEST(Completions, BashKnowsWhatAnOptionTakesAtItsPlace) {
    auto program = sample_manual().program;
    program.options.push_back({"--home", "DIR", "", "", "", "a folder", false, false});
    program.options.push_back({"--from", "FILE|DIR", "", "", "", "either", false, false});
    const auto script = bash_completion(program);
    EXPECT_THAT(script, HasSubstr("        \"plan --format\") words=\"tree json\";;\n"));
    EXPECT_THAT(script, HasSubstr("        *\" --home\") COMPREPLY=($(compgen -d -- \"$cur\")); return;;\n"));
    EXPECT_THAT(script, Not(HasSubstr("plan --jobs")));
    EXPECT_THAT(script, Not(HasSubstr("FILE")));
}

TEST(Completions, ZshCompletesItselfTheFirstTime) {
    const auto script = zsh_completion(sample_manual().program);
    EXPECT_THAT(script, testing::StartsWith("#compdef factory\n"));
    EXPECT_THAT(script, HasSubstr("!= _factory ] || _bash_complete -o filenames -F _slurm_factory\n"));
}

TEST(Completions, FishSaysWhatThingsMean) {
    auto program = sample_manual().program;
    program.commands[0].options[0].description = "the machine's";
    const auto script = fish_completion(program);
    EXPECT_THAT(script, HasSubstr("set -g __slurm_factory_commands 'plan' 'show' 'cache' 'cache push'\n"));
    EXPECT_THAT(script,
                HasSubstr("complete -c factory -n '__slurm_factory_at \\'cache\\'' -f -a push -d 'Push packages'\n"));
    EXPECT_THAT(script, HasSubstr("-n '__slurm_factory_at \\'plan\\'' -s j -l jobs -x -d 'the machine\\'s'\n"));
    EXPECT_THAT(script, HasSubstr("-l format -x -a 'tree json' -d 'the shape'\n"));
    EXPECT_THAT(script, HasSubstr("-s q -l quiet -d 'say nothing'\n"));
}

}  // namespace
}  // namespace sf
