#include "base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace sf {
namespace {

// "warning: " before what needs attention, nothing before what informs.
class LevelWord final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        std::string_view word;
        if (message.level == spdlog::level::warn) word = "warning: ";
        if (message.level >= spdlog::level::err) word = "error: ";
        if (message.level <= spdlog::level::debug) word = "debug: ";
        out.append(word.data(), word.data() + word.size());
    }

    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<LevelWord>(); }
};

}  // namespace

void setup_log(Verbosity verbosity) {
    const bool colour = ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(colour ? spdlog::color_mode::always
                                                                             : spdlog::color_mode::never);
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<LevelWord>('*').set_pattern("%^%*%$%v");
    auto logger = std::make_shared<spdlog::logger>("slurm-factory", std::move(sink));
    logger->set_formatter(std::move(formatter));
    logger->set_level(verbosity == Verbosity::quiet     ? spdlog::level::warn
                      : verbosity == Verbosity::verbose ? spdlog::level::debug
                                                        : spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace sf
