// Also read_yaml of base/json.h. yaml-cpp's event interface is used, not its nodes: it is several times faster, and
// tells plain scalars from quoted ones and duplicate keys from single ones.
#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <sstream>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace sf {
namespace {

constexpr std::size_t kMaxYamlDepth = 32;
constexpr std::size_t kMaxBytes = 8u << 20;

Error fault(const std::string& origin, const YAML::Mark& mark, const std::string& what) {
    return Error(ErrorKind::catalog, fmt::format("{}:{}:{}: {}", origin, mark.line + 1, mark.column + 1, what));
}

// Decimal integers without leading zeros; what does not fit 64 bits stays text.
bool parse_integer(const std::string& text, long long& value) {
    const std::size_t digits = text.starts_with('-') ? 1 : 0;
    if (text.size() == digits || (text[digits] == '0' && text.size() > digits + 1)) return false;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size();
}

Json plain_scalar(const std::string& text) {
    if (text == "true") return true;
    if (text == "false") return false;
    long long number = 0;
    if (parse_integer(text, number)) return number;
    return text;
}

class JsonBuilder final : public YAML::EventHandler {
  public:
    explicit JsonBuilder(const std::string& origin) : origin_(origin) {}
    Json take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        add(mark, nullptr, "");
    }

    // Aliases are refused: a few nested ones expand to gigabytes, and a catalog file has no need of them.
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw fault(origin_, mark, "aliases (*name) are not supported; write the value out");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        if (tag != "?" && tag != "!") throw fault(origin_, mark, fmt::format("tags ({}) are not supported", tag));
        add(mark, tag == "?" ? plain_scalar(value) : Json(value), value);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        refuse_anchor(mark, anchor);
        open(mark, Json::array());
    }
    void OnSequenceEnd() override { stack_.pop_back(); }

    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        refuse_anchor(mark, anchor);
        open(mark, Json::object());
    }
    void OnMapEnd() override { stack_.pop_back(); }

  private:
    struct Level {
        Json* container;
        std::string key;
        bool has_key = false;
    };

    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) throw fault(origin_, mark, "anchors (&name) are not supported");
    }

    void open(const YAML::Mark& mark, Json container) {
        if (stack_.size() == kMaxYamlDepth)
            throw fault(origin_, mark, fmt::format("nested deeper than {}", kMaxYamlDepth));
        if (Json* added = add(mark, std::move(container), "")) stack_.push_back({added, {}, false});
    }

    // Puts a value where it belongs; `text` is what a key is called when a key is due. A value's address stays valid
    // until its container gets the next one, and by then it is closed.
    Json* add(const YAML::Mark& mark, Json value, const std::string& text) {
        if (stack_.empty()) return &(root_ = std::move(value));
        Level& level = stack_.back();
        if (level.container->is_array()) {
            level.container->push_back(std::move(value));
            return &level.container->back();
        }
        if (!level.has_key) {
            take_key(mark, level, value, text);
            return nullptr;
        }
        level.has_key = false;
        return &((*level.container)[level.key] = std::move(value));
    }

    void take_key(const YAML::Mark& mark, Level& level, const Json& value, const std::string& text) {
        if (value.is_structured() || value.is_null()) throw fault(origin_, mark, "a key must be a plain word");
        if (level.container->contains(text)) throw fault(origin_, mark, fmt::format("key '{}' stands twice", text));
        level.key = text;
        level.has_key = true;
    }

    const std::string& origin_;
    Json root_;
    std::vector<Level> stack_;
};

}  // namespace

Json parse_yaml(const std::string& text, const std::string& origin) {
    if (text.size() > kMaxBytes)
        throw Error(ErrorKind::catalog, fmt::format("{}: larger than {} bytes", origin, kMaxBytes));
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        JsonBuilder builder(origin);
        parser.HandleNextDocument(builder);
        return builder.take();
    } catch (const YAML::Exception& e) {
        throw fault(origin, e.mark, e.msg);
    }
}

Json read_yaml(const std::filesystem::path& path) {
    return parse_yaml(read_file(path), path.string());
}

}  // namespace sf
