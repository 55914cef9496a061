// The package managers of the operating systems, apt and dnf: what they install in a root, and what is there.
#pragma once

#include <map>
#include <string>

#include "sandbox/root_task.h"

namespace sf {

// Installs task.packages in task.root() with the root's own apt-get or dnf: in a sandbox like a build's, but with
// network and a writable root. A plain user (who needs newuidmap) owns all files himself afterwards. Throws
// Error(host).
void install_packages(Process& process, const RootTask& task);

// Names and versions of what is installed in a root of a family (apt, dnf).
std::map<std::string, std::string> installed_packages(Process& process, const std::filesystem::path& root,
                                                      const std::string& family);

// The same from the text of dpkg's status file (deb822; "Status: install ok installed").
std::map<std::string, std::string> dpkg_packages(const std::string& status);

// The same from what `rpm --query --all` prints in kRpmFormat: NAME, a tab, VERSION-RELEASE.
inline constexpr const char* kRpmFormat = "%{NAME}\\t%{VERSION}-%{RELEASE}\\n";
std::map<std::string, std::string> rpm_packages(const std::string& listing);

}  // namespace sf
