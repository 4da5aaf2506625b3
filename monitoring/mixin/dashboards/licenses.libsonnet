// "Licenses": what there is now and was, tool by tool.
{ grafanaDashboards+:: {} }
