#include "mirror/s3_answers.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "mirror/utc_time.h"
#include "mirror/xml.h"

namespace sf {
namespace {

[[noreturn]] void refuse(const std::string& origin, const std::string& why) {
    throw Error(ErrorKind::source, fmt::format("{}: {}", origin, why),
                "check that the endpoint is one of S3 or a server that speaks its language");
}

// `name` is S3's own, `other` that of a server that says it differently.
XmlElement root_of(const std::string& text, const std::string& name, const std::string& origin,
                   const std::string& other = {}) {
    XmlElement root = parse_xml(text, origin);
    if (root.name != name && (other.empty() || root.name != other))
        refuse(origin, fmt::format("the answer is no {}", name));
    return root;
}

std::uint64_t number_of(const XmlElement& element, const char* name, const std::string& origin) {
    const std::string text = element.text_of(name);
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        refuse(origin, fmt::format("the answer has a {} that is no number", name));
    return number;
}

// The text that asks for what is left; empty if nothing is.
std::string next_of(const XmlElement& root, const char* name, const std::string& origin) {
    if (root.text_of("IsTruncated") != "true") return "";
    std::string next = root.text_of(name);
    if (next.empty()) refuse(origin, "the answer is cut short, and does not say how to go on");
    return next;
}

}  // namespace

S3Listing parse_listing(const std::string& text, const std::string& origin) {
    const XmlElement root = root_of(text, "ListBucketResult", origin);
    S3Listing listing;
    for (const auto& child : root.children)
        if (child.name == "Contents")
            listing.objects.push_back({child.text_of("Key"), number_of(child, "Size", origin)});
    listing.next = next_of(root, "NextContinuationToken", origin);
    return listing;
}

std::vector<S3PendingUpload> parse_uploads(const std::string& text, const std::string& origin) {
    const XmlElement root = root_of(text, "ListMultipartUploadsResult", origin);
    std::vector<S3PendingUpload> uploads;
    for (const auto& child : root.children)
        if (child.name == "Upload")
            uploads.push_back({child.text_of("Key"), child.text_of("UploadId"),
                               parse_iso_time(child.text_of("Initiated")).value_or(0)});
    return uploads;
}

S3Parts parse_parts(const std::string& text, const std::string& origin) {
    const XmlElement root = root_of(text, "ListPartsResult", origin, "ListPartsResponse");
    S3Parts result;
    for (const auto& child : root.children)
        if (child.name == "Part")
            result.parts.push_back(
                {number_of(child, "PartNumber", origin), child.text_of("ETag"), number_of(child, "Size", origin)});
    result.next = next_of(root, "NextPartNumberMarker", origin);
    return result;
}

std::string parse_upload_id(const std::string& text, const std::string& origin) {
    std::string id = root_of(text, "InitiateMultipartUploadResult", origin).text_of("UploadId");
    if (id.empty()) refuse(origin, "the answer has no UploadId");
    return id;
}

std::string parts_document(const std::vector<S3Part>& parts) {
    std::string text = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
    for (const auto& part : parts)
        text +=
            fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", part.number, xml_escaped(part.etag));
    return text + "</CompleteMultipartUpload>";
}

}  // namespace sf
