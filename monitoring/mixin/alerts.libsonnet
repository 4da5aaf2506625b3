{
  prometheusAlerts+:: { groups: [] },
}
