// One function a command: adds it to the command line; its callback parses, calls and prints.
#pragma once

namespace CLI {
class App;
}

namespace sf {

struct Services;

void add_build_command(CLI::App& app, Services& services);
void add_build_compiler_command(CLI::App& app, Services& services);
void add_plan_command(CLI::App& app, Services& services);
void add_toolchain_command(CLI::App& app, Services& services);
void add_release_command(CLI::App& app, Services& services);
void add_catalog_command(CLI::App& app, Services& services);
void add_prove_command(CLI::App& app, Services& services);
void add_sbom_command(CLI::App& app, Services& services);
void add_inspect_command(CLI::App& app, Services& services);
void add_audit_command(CLI::App& app, Services& services);
void add_buildcache_command(CLI::App& app, Services& services);
void add_image_command(CLI::App& app, Services& services);
void add_publish_command(CLI::App& app, Services& services);
void add_revoke_command(CLI::App& app, Services& services);
void add_mirror_command(CLI::App& app, Services& services);
void add_site_command(CLI::App& app, Services& services);
void add_key_command(CLI::App& app, Services& services);
void add_doctor_command(CLI::App& app, Services& services);
void add_configure_command(CLI::App& app, Services& services);
void add_install_command(CLI::App& app, Services& services);
void add_switch_command(CLI::App& app, Services& services);
void add_rollback_command(CLI::App& app, Services& services);
void add_list_command(CLI::App& app, Services& services);
void add_uninstall_command(CLI::App& app, Services& services);
void add_gc_command(CLI::App& app, Services& services);
void add_clean_command(CLI::App& app, Services& services);
void add_completion_command(CLI::App& app, Services& services);
void add_man_command(CLI::App& app, Services& services);

}  // namespace sf
