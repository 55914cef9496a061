# Cloud-init user data for a head node and for compute nodes: an example that depends on no cloud. Give the outputs to the
# user_data of your provider's instances.
terraform {
  required_version = ">= 1.3"
}

variable "tarball_url" {
  description = "Where nodes download the bundle from."
  type        = string
}

variable "tarball_sha256" {
  description = "SHA-256 of the bundle, from a source that you trust: nodes install nothing else."
  type        = string
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.tarball_sha256))
    error_message = "tarball_sha256 must have 64 hexadecimal digits in small letters."
  }
}

variable "munge_key_command" {
  description = "Shell command that prints the cluster's munge key on a node, as your secrets store gives it to the instance's role. The key itself belongs into no user data: every process of an instance can read that, and it is in Terraform's state."
  type        = string
}

variable "cluster_name" {
  description = "ClusterName of slurm.conf; it must stay."
  type        = string
  default     = "cluster"
}

variable "head_name" {
  description = "Short host name of the head node, which compute nodes can resolve."
  type        = string
  default     = "head"
}

variable "nodes" {
  description = "Lines of slurm.conf about compute nodes, without NodeName=."
  type        = list(string)
}

variable "prefix" {
  description = "Where builds lie on the nodes."
  type        = string
  default     = "/opt/slurm"
}

locals {
  head_options = concat(
    ["--full-init", "--role", "controller,dbd", "--cluster-name", var.cluster_name, "--controller", var.head_name],
    flatten([for line in var.nodes : ["--nodes", line]]),
    ["--head-node-init"],
  )
  compute_options = ["--role", "compute", "--conf-server", var.head_name]
  common = {
    tarball_url       = var.tarball_url
    tarball_sha256    = var.tarball_sha256
    munge_key_command = var.munge_key_command
    prefix            = var.prefix
  }
}

output "head_user_data" {
  description = "For the head node: controller and accounting."
  value = templatefile("${path.module}/node.yaml.tftpl", merge(local.common, {
    host_name = var.head_name
    options   = local.head_options
  }))
}

output "compute_user_data" {
  description = "For each compute node: configless, the host name comes from the cloud."
  value = templatefile("${path.module}/node.yaml.tftpl", merge(local.common, {
    host_name = ""
    options   = local.compute_options
  }))
}
