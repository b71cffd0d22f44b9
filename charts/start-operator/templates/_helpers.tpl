{{- define "start-operator.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "start-operator.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "start-operator.labels" -}}
{{ include "start-operator.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | quote }}
app.kubernetes.io/part-of: start-operator
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "start-operator.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "start-operator.name" .) }}
{{- end }}

{{/* An image, from its values, the registry that decides where they name none, and the chart's version. */}}
{{- define "start-operator.image" -}}
{{- $registry := .image.registry | default .registry -}}
{{- if $registry }}{{ $registry }}/{{ end }}{{ .image.repository }}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag | default .version }}{{ end }}
{{- end }}

{{- define "start-operator.operatorImage" -}}
{{- include "start-operator.image" (dict "image" .Values.image "registry" "" "version" .Chart.AppVersion) }}
{{- end }}

{{- define "start-operator.compatImage" -}}
{{- include "start-operator.image" (dict "image" .Values.compatImage "registry" .Values.image.registry "version" .Chart.AppVersion) }}
{{- end }}

{{/* What Pod Security's profile "restricted" asks of a container, and a root file system that nobody writes to. */}}
{{- define "start-operator.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "start-operator.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Nodes for which there are images. */}}
{{- define "start-operator.nodeAffinity" -}}
requiredDuringSchedulingIgnoredDuringExecution:
  nodeSelectorTerms:
  - matchExpressions:
    - key: kubernetes.io/os
      operator: In
      values: [linux]
    - key: kubernetes.io/arch
      operator: In
      values: [arm64, amd64]
{{- end }}
