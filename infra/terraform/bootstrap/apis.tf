# All APIs that the main configuration needs. Images are built and pushed before it is applied, and by then every part of
# Google knows that the APIs are enabled.
resource "google_project_service" "api" {
  for_each = toset(jsondecode(file("${path.module}/../apis.json")))

  service            = each.key
  disable_on_destroy = false
}
