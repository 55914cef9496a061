#include "base/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/progress_block.h"

namespace sf {
namespace {

constexpr double kPlainInterval = 30;  // seconds between two plain lines on what still runs
constexpr auto kRedraw = std::chrono::milliseconds(500);

class QuietProgress final : public Progress {
  public:
    void plan(std::size_t, double) override {}
    void started(const std::string&, const std::string&, double) override {}
    void doing(const std::string&, const std::string&) override {}
    void finished(const std::string&, const std::string&) override {}
    void message(const std::string&) override {}
    void done() override {}
};

struct Size {
    std::size_t columns = 80, rows = 24;
};

Size terminal_size(std::FILE* out) {
    struct winsize size {};
    if (::ioctl(::fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
    return {size.ws_col, size.ws_row};
}

// Keeps the state, and a thread that shows it now and then; what showing means is the subclass's.
class LiveProgress : public Progress {
  public:
    LiveProgress(Clock& clock, std::FILE* out) : clock_(clock), out_(out) {
        state_.planned_at = clock.steady_seconds();
    }

    void plan(std::size_t items, double expected_s) override {
        const std::lock_guard lock(mutex_);
        state_.items = items;
        state_.finished = 0;
        state_.planned_at = clock_.steady_seconds();
        state_.expected_s = expected_s;
        refresh();
    }

    void started(const std::string& item, const std::string& doing, double expected_s) override {
        const std::lock_guard lock(mutex_);
        state_.running.push_back({item, doing, clock_.steady_seconds(), expected_s, state_.items > 0});
        refresh();
    }

    void doing(const std::string& item, const std::string& what) override {
        const std::lock_guard lock(mutex_);
        for (RunningItem& running : state_.running) {
            if (running.name == item) running.doing = what;
        }
        refresh();
    }

    void finished(const std::string& item, const std::string& result) override {
        const std::lock_guard lock(mutex_);
        const auto named = [&](const RunningItem& running) { return running.name == item; };
        // What started before the plan (a root that is made meanwhile) is none of its items.
        const auto running = std::find_if(state_.running.begin(), state_.running.end(), named);
        const bool counted = running == state_.running.end() || running->counted;
        std::erase_if(state_.running, named);
        if (counted) ++state_.finished;
        print((counted ? counter(state_) : "") + item + (result.empty() ? "" : " ") + result);
    }

    void message(const std::string& line) override {
        const std::lock_guard lock(mutex_);
        print(line);
    }

    void done() override {
        const std::lock_guard lock(mutex_);
        state_ = {};
        state_.planned_at = clock_.steady_seconds();
        refresh();
    }

  protected:
    // All three are called with the mutex held.
    virtual void refresh() = 0;
    virtual void print(const std::string& line) = 0;
    virtual void tick() = 0;

    // The subclass starts the thread last and stops it first, because the thread calls its functions.
    void start_ticking() {
        ticker_ = std::jthread([this](const std::stop_token& stop) {
            std::unique_lock lock(mutex_);
            while (!wake_.wait_for(lock, stop, kRedraw, [&] { return stop.stop_requested(); })) tick();
        });
    }
    void stop_ticking() {
        ticker_.request_stop();
        if (ticker_.joinable()) ticker_.join();
    }

    void write(const std::string& text) {
        std::fwrite(text.data(), 1, text.size(), out_);
        std::fflush(out_);
    }

    Clock& clock_;
    std::FILE* out_;
    ProgressState state_;

  private:
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread ticker_;
};

class PlainProgress final : public LiveProgress {
  public:
    PlainProgress(Clock& clock, std::FILE* out) : LiveProgress(clock, out), shown_(clock.steady_seconds()) {
        start_ticking();
    }
    ~PlainProgress() override { stop_ticking(); }

  private:
    void refresh() override {}

    void print(const std::string& line) override {
        shown_ = clock_.steady_seconds();
        write(line + "\n");
    }

    void tick() override {
        if (state_.running.empty() || clock_.steady_seconds() - shown_ < kPlainInterval) return;
        std::string text;
        for (const std::string& line : running_lines(state_, clock_.steady_seconds()))
            text += "  running: " + line + "\n";
        shown_ = clock_.steady_seconds();
        write(text);
    }

    double shown_;
};

class TerminalProgress final : public LiveProgress {
  public:
    TerminalProgress(Clock& clock, std::FILE* out) : LiveProgress(clock, out) { start_ticking(); }
    ~TerminalProgress() override {
        stop_ticking();
        if (drawn_ > 0) write(erase());
    }

  private:
    void refresh() override { redraw(""); }
    void print(const std::string& line) override { redraw(line + "\n"); }
    void tick() override {
        if (drawn_ > 0) refresh();
    }

    // One write for all of it, so that nothing flickers.
    void redraw(const std::string& above) {
        std::string text = erase() + above;
        text += draw();
        write(text);
    }

    // ECMA-48: cursor up N lines, then erase from the cursor to the end of the screen.
    std::string erase() const { return drawn_ == 0 ? std::string() : "\r\x1b[" + std::to_string(drawn_) + "A\x1b[J"; }

    std::string draw() {
        const Size size = terminal_size(out_);
        const std::size_t columns = std::max<std::size_t>(size.columns, 20) - 1;
        const std::size_t rows = std::max<std::size_t>(size.rows, 4) - 2;
        std::string text;
        const auto lines = block_lines(state_, clock_.steady_seconds(), columns, rows);
        for (const std::string& line : lines) text += line + "\n";
        drawn_ = lines.size();
        return text;
    }

    std::size_t drawn_ = 0;  // lines of the block that stand on the screen now
};

}  // namespace

std::unique_ptr<Progress> make_progress(Clock& clock, bool terminal, bool quiet, std::FILE* out) {
    if (quiet) return std::make_unique<QuietProgress>();
    if (terminal) return std::make_unique<TerminalProgress>(clock, out);
    return std::make_unique<PlainProgress>(clock, out);
}

}  // namespace sf
