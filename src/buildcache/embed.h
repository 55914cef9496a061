// Packages inside another one's tarball. Spack finds a package by name only where its own recipe of that package can
// reach every dependency (its solver/asp.py, register_concrete_spec); what it cannot reach is a build dependency in our
// specs (catalog key `embedded`), yet Slurm's files look for it at run time.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace sf {

struct Embeddable {
    std::string name;
    std::filesystem::path root;  // in the store
};

// What a package's files may name in their RUNPATHs, by padded prefix.
struct Neighbours {
    std::set<std::string> linked;                // stay where they are: the package itself, and what it links
    std::map<std::string, Embeddable> embedded;  // any others; come along if a RUNPATH names them
};

// Where nothing is to be embedded, `root`. Else `scratch` (an empty folder), which then holds the package with the
// libraries and data of the others in embedded/NAME, found by RUNPATHs relative to $ORIGIN. Throws Error(failure) for a
// padded folder in a RUNPATH that is neither's, and for a file of an embedded package that names its old prefix.
std::filesystem::path embed_dependencies(const std::filesystem::path& root, const Neighbours& neighbours,
                                         const std::filesystem::path& scratch);

// The way back, for a package that is to stand in the store of builds again: the folder embedded/ goes, and every file
// has the bytes that the build gave it. `prefixes` are the padded ones by the names of the packages that may have been
// embedded. Throws Error(source) for another one, Error(failure) for a file that has no room for what it had.
void undo_embedding(const std::filesystem::path& root, const std::map<std::string, std::string>& prefixes);

}  // namespace sf
