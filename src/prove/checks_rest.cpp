// slurmrestd with a JSON web token.
#include <fmt/format.h>

#include <regex>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "prove/checks.h"

namespace sf {

namespace {

constexpr int kLastVersionWithObjects =
    38;  // environment as an object and the script beside the job; lists and inside from 39 on

struct RestClient {
    Cluster& cluster;
    std::string token;

    Finished call(const std::string& path, const std::string& body = {}) const {
        std::vector<std::string> argv = {"curl",
                                         "--silent",
                                         "--show-error",
                                         "--max-time",
                                         "20",
                                         "--header",
                                         fmt::format("X-SLURM-USER-NAME: {}", kJobUser),
                                         "--header",
                                         fmt::format("X-SLURM-USER-TOKEN: {}", token)};
        if (!body.empty())
            argv.insert(argv.end(), {"--header", "Content-Type: application/json", "--data-binary", "@-"});
        argv.push_back(fmt::format("http://127.0.0.1:{}/slurm/{}", kRestPort, path));
        return cluster.session().run({argv, kJobUser, {}, body, 30});
    }

    Json ask(const std::string& path, const std::string& body = {}) const {
        const auto finished = call(path, body);
        if (!finished.ok())
            throw Error(ErrorKind::proof,
                        fmt::format("{}: {}\n{}", path, trim(finished.err), cluster.log_of("slurmrestd")));
        try {
            auto answer = parse_json(finished.out, path);
            if (!answer.value("errors", Json::array()).empty())
                throw Error(ErrorKind::proof,
                            fmt::format("{} answers with errors: {}", path, answer.at("errors").dump()));
            return answer;
        } catch (const Json::exception& error) {
            throw Error(ErrorKind::proof, fmt::format("{} answers: {} ({})", path, finished.out, error.what()));
        }
    }
};

std::string token_of(Cluster& cluster) {
    const auto said =
        cluster.ask({"bin/scontrol", "token", std::string("username=") + kJobUser, "lifespan=600"}, kRootUser);
    const auto start = said.find("SLURM_JWT=");
    if (start == std::string::npos) throw Error(ErrorKind::proof, "scontrol token printed: " + said);
    return said.substr(start + std::string_view("SLURM_JWT=").size());
}

// "2": the job's number; older releases have it beside job_submit_user_msg, newer ones in "result" too.
std::string job_id(const Json& answer) {
    if (!answer.contains("job_id") || !answer.at("job_id").is_number())
        throw Error(ErrorKind::proof, "the submission's answer has no job_id: " + answer.dump());
    return std::to_string(answer.at("job_id").get<long>());
}

}  // namespace

int newest_rest_version(const std::string& listed) {
    static const std::regex version(R"(v0\.0\.(\d{1,4}))");
    int newest = -1;
    for (auto match = std::sregex_iterator(listed.begin(), listed.end(), version); match != std::sregex_iterator();
         ++match)
        newest = std::max(newest, std::stoi((*match)[1]));
    if (newest < 0) throw Error(ErrorKind::proof, "slurmrestd lists no version of its interface: " + listed);
    return newest;
}

std::string rest_submission(int version) {
    const std::string script = "#!/bin/sh\ntrue\n";
    Json job = {{"name", "rest-proof"}, {"current_working_directory", "/tmp"}, {"partition", "main"}};
    if (version <= kLastVersionWithObjects) {
        job["environment"] = {{"PATH", "/usr/bin:/bin"}};
        return compact_json({{"job", job}, {"script", script}});
    }
    job["environment"] = Json::array({"PATH=/usr/bin:/bin"});
    job["script"] = script;
    return compact_json({{"job", job}});
}

Outcome check_rest(Cluster& cluster) {
    if (!cluster.session().run({{"/bin/sh", "-c", "command -v curl"}, kRootUser, {}, "", 10}).ok())
        throw Error(ErrorKind::proof, "the root has no curl; the toolchain's prove_packages must bring it");
    const auto listed = cluster.run({"sbin/slurmrestd", "-s", "list"}, kRestUser),
               parsers = cluster.run({"sbin/slurmrestd", "-d", "list"}, kRestUser);
    const int version = newest_rest_version(listed.out + listed.err + parsers.out + parsers.err);
    const RestClient client{cluster, token_of(cluster)};
    cluster.start("slurmrestd",
                  {cluster.program("sbin/slurmrestd"), "-a", "rest_auth/jwt", fmt::format("127.0.0.1:{}", kRestPort)},
                  kRestUser, {{"SLURM_JWT", "daemon"}});
    cluster.await("slurmrestd", "slurmrestd does not answer", kStartSeconds,
                  [&] { return client.call(fmt::format("v0.0.{}/ping", version)).ok(); });
    const auto ping = client.ask(fmt::format("v0.0.{}/ping", version));
    if (ping.dump().find("\"UP\"") == std::string::npos) return {Verdict::failed, "ping answers: " + ping.dump()};
    const auto job = job_id(client.ask(fmt::format("v0.0.{}/job/submit", version), rest_submission(version)));
    std::string state;
    const bool done =
        wait_until(kJobSeconds, [&] { return (state = cluster.job_field(job, "JobState")) == "COMPLETED"; });
    if (!done)
        return {Verdict::failed,
                fmt::format("job {}, submitted by REST, is {}\n{}", job, state, cluster.log_of("slurmrestd"))};
    return passed(fmt::format("v0.0.{} with a token of {}: ping says UP, job {} was submitted and completed", version,
                              kJobUser, job));
}

}  // namespace sf
