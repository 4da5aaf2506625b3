{
  prometheusRules+:: { groups: [] },
}
