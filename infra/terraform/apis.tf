locals {
  # bootstrap/ has already enabled the APIs of apis.json: an API that was enabled a moment ago refuses its first calls.
  apis = toset(concat(
    jsondecode(file("${path.module}/apis.json")),
    var.enable_dataflow ? ["compute.googleapis.com", "dataflow.googleapis.com"] : [],
  ))
}

resource "google_project_service" "api" {
  for_each = local.apis

  service = each.key

  # Other things in the project may use them.
  disable_on_destroy = false
}
