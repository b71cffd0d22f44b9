{{- /* Generated from the code; `make chart` writes it. */}}

{{- define "start-operator.rules.namespaces" }}
- apiGroups:
  - ""
  resources:
  - configmaps
  verbs:
  - get
  - list
  - watch
  - delete
- apiGroups:
  - ""
  resources:
  - persistentvolumeclaims
  - services
  verbs:
  - get
  - list
  - watch
  - create
  - patch
  - delete
- apiGroups:
  - ""
  resources:
  - pods
  verbs:
  - get
  - list
  - watch
  - create
  - delete
- apiGroups:
  - ""
  resources:
  - secrets
  verbs:
  - get
  - create
  - patch
  - delete
- apiGroups:
  - ""
  resources:
  - serviceaccounts
  verbs:
  - get
  - list
  - watch
  - create
  - patch
- apiGroups:
  - apps
  resources:
  - controllerrevisions
  verbs:
  - get
  - list
  - watch
  - create
  - patch
  - delete
- apiGroups:
  - events.k8s.io
  resources:
  - events
  verbs:
  - create
  - patch
- apiGroups:
  - networking.k8s.io
  resources:
  - networkpolicies
  verbs:
  - get
  - list
  - watch
  - create
  - patch
  - delete
- apiGroups:
  - startoperator.io
  resources:
  - startservices
  verbs:
  - list
  - watch
  - patch
- apiGroups:
  - startoperator.io
  resources:
  - startservices/finalizers
  verbs:
  - update
- apiGroups:
  - startoperator.io
  resources:
  - startservices/status
  verbs:
  - patch
{{- end }}

{{- define "start-operator.rules.cluster" }}
- apiGroups:
  - ""
  resources:
  - persistentvolumes
  verbs:
  - list
  - watch
{{- end }}

{{- define "start-operator.rules.elections" }}
- apiGroups:
  - coordination.k8s.io
  resources:
  - leases
  verbs:
  - create
- apiGroups:
  - coordination.k8s.io
  resourceNames:
  - "{{ include `start-operator.name` . }}"
  resources:
  - leases
  verbs:
  - get
  - patch
{{- end }}

{{- define "start-operator.rules.webhook.cluster" }}
- apiGroups:
  - admissionregistration.k8s.io
  resourceNames:
  - start-operator
  resources:
  - validatingwebhookconfigurations
  verbs:
  - get
  - patch
{{- end }}

{{- define "start-operator.rules.webhook.namespace" }}
- apiGroups:
  - ""
  resources:
  - secrets
  verbs:
  - create
- apiGroups:
  - ""
  resourceNames:
  - start-operator-webhook
  resources:
  - secrets
  verbs:
  - get
  - patch
{{- end }}
