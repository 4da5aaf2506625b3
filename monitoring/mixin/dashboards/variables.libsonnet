// Variables, links and annotations of the dashboards.
local source = { type: 'prometheus', uid: '${datasource}' };

{
  data_source:: {
    name: 'datasource',
    label: 'Data source',
    description: "The Prometheus, Thanos or Mimir that has slurmlic's series.",
    type: 'datasource',
    query: 'prometheus',
    current: {},
    hide: 0,
    refresh: 1,
    regex: '',
    multi: false,
    includeAll: false,
    options: [],
  },

  // The values of a label; any number of them can be chosen. `all`: what stands for All, in place of a list of them.
  label_values(name, label, description, selector, of=name, all=null, hidden=false):: {
    name: name,
    label: label,
    description: description,
    type: 'query',
    datasource: source,
    query: { qryType: 1, query: 'label_values(%s, %s)' % [selector, of], refId: 'variable-' + name },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    current: { selected: true, text: ['All'], value: ['$__all'] },
    hide: if hidden then 2 else 0,
    skipUrlSync: hidden,
    regex: '',
    options: [],
    [if all != null then 'allValue']: all,
  },

  constant(name, description, value):: {
    name: name,
    label: name,
    description: description,
    type: 'constant',
    query: value,
    current: { selected: true, text: value, value: value },
    options: [{ selected: true, text: value, value: value }],
    hide: 2,
    skipUrlSync: true,
  },

  // A time at which `expr` is 1 or more is marked in all panels.
  annotation(name, expr, colour, title, text):: {
    name: name,
    datasource: source,
    enable: true,
    hide: false,
    iconColor: colour,
    expr: expr,
    step: '60s',
    titleFormat: title,
    textFormat: text,
  },

  link(title, url, tooltip, keep=false):: {
    type: 'link',
    icon: if keep then 'dashboard' else 'doc',
    title: title,
    url: url,
    tooltip: tooltip,
    asDropdown: false,
    tags: [],
    keepTime: keep,
    includeVars: false,
    targetBlank: !keep,
  },
}
