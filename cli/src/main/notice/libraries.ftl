<#list dependencyMap as entry>
${entry.getKey().getGroupId()}:${entry.getKey().getArtifactId()}:${entry.getKey().getVersion()}  ${entry.getValue()?join(" or ")}
</#list>
