package upstream

import (
	"regexp"
	"strings"
)

// azureName is the one provider whose base depends on an option.
const azureName = "azure"

// Ends of Azure's bases: the v1 API, where the model is in the body; deployment URLs, which need a dated version; and
// the inference API of AI Foundry (recorded: azure/chat, azure/responses).
const (
	azureV1          = "/openai/v1"
	azureDeployments = "/openai/deployments"
	azureFoundry     = "/models"
)

// azureQuery names the version where one is needed.
const azureQuery = "api-version={api_version}"

// foundryVersion is the version of Foundry's inference API when the channel names none.
const foundryVersion = "2024-05-01-preview"

// azureVersions is what api_version may be.
var azureVersions = regexp.MustCompile(`^(v1|preview|\d{4}-\d{2}-\d{2}(-preview)?)$`)

// azurePath chooses the API by what was written and by the version.
func azurePath(path, version string) string {
	if cut, ok := strings.CutSuffix(path, azureFoundry); ok && !strings.HasSuffix(cut, azureV1) {
		return path
	}
	if i := strings.Index(path+"/", azureDeployments+"/"); i >= 0 {
		path = path[:i]
	}
	cut, v1 := strings.CutSuffix(path, azureV1)
	path = strings.TrimSuffix(cut, "/openai")
	if v1 || !dated(version) {
		return path + azureV1
	}
	return path + azureDeployments
}

func dated(version string) bool { return version != "" && version != "v1" && version != "preview" }

// azureVersion is the version that goes into the URLs below the base, "" = none.
func azureVersion(base, version string) string {
	switch {
	case strings.HasSuffix(base, azureFoundry) && !dated(version):
		return foundryVersion
	case strings.HasSuffix(base, azureV1) && version != "preview":
		return ""
	}
	return version
}
