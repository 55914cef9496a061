// A web server on loopback for tests: hands each request to `answer` and sends what that returns, as it is.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"

namespace sf::test {

// The answer to send; it ends the connection unless keep_alive() made it.
inline std::string reply(const std::string& status, const std::string& headers, const std::string& body,
                         std::size_t length) {
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + std::to_string(length) + "\r\n" +
           headers + "\r\n" + body;
}
inline std::string keep_alive(const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class LoopbackServer {
  public:
    // `request`: the head, and the body after an empty line.
    explicit LoopbackServer(std::function<std::string(const std::string& request)> answer)
        : answer_(std::move(answer)) {
        listener_ = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener_.get(), 8), 0);
        socklen_t length = sizeof address;
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    ~LoopbackServer() {
        thread_.request_stop();
        thread_.join();
    }

    std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
    std::vector<std::string> requests() {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    int connections() const { return connections_; }

  private:
    void serve(const std::stop_token& stop) {
        std::vector<std::jthread> clients;  // they end with this thread
        while (!stop.stop_requested()) {
            if (!readable(listener_.get())) continue;
            const int client = ::accept(listener_.get(), nullptr, nullptr);
            ++connections_;
            clients.emplace_back([this, client](const std::stop_token& end) { serve_client(UniqueFd(client), end); });
        }
    }

    static bool readable(int fd) {
        pollfd ready{fd, POLLIN, 0};
        return ::poll(&ready, 1, 20) > 0;
    }

    void serve_client(const UniqueFd& client, const std::stop_token& stop) {
        while (true) {
            const std::string request = read_request(client.get(), stop);
            if (request.empty()) return;
            {
                const std::lock_guard lock(mutex_);
                requests_.push_back(request);
            }
            const std::string text = answer_(request);
            send(client.get(), text);
            if (text.find("Content-Length") == std::string::npos || text.find("Connection: close") != std::string::npos)
                return;
        }
    }

    static void send(int fd, const std::string& text) { ::send(fd, text.data(), text.size(), MSG_NOSIGNAL); }

    static std::string read_request(int fd, const std::stop_token& stop) {
        std::string request;
        char buffer[4096];
        std::size_t wanted = std::string::npos;
        while (!stop.stop_requested() && request.size() < wanted) {
            if (!readable(fd)) continue;
            const ssize_t got = ::read(fd, buffer, sizeof buffer);
            if (got <= 0) break;
            request.append(buffer, static_cast<std::size_t>(got));
            const std::size_t head = request.find("\r\n\r\n");
            if (wanted != std::string::npos || head == std::string::npos) continue;
            std::string lower = request.substr(0, head);
            std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
            const std::size_t length = lower.find("\r\ncontent-length: ");
            wanted = head + 4 + (length == std::string::npos ? 0 : std::stoul(lower.substr(length + 18)));
            if (lower.find("\r\nexpect: 100-continue") != std::string::npos) send(fd, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        return request;
    }

    std::function<std::string(const std::string&)> answer_;
    UniqueFd listener_;
    int port_ = 0;
    std::atomic<int> connections_{0};
    std::mutex mutex_;
    std::vector<std::string> requests_;
    std::jthread thread_;
};

}  // namespace sf::test
