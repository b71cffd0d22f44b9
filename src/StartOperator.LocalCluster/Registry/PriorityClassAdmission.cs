using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Registry;

/// <summary>Only one PriorityClass is the default.</summary>
internal static class PriorityClassAdmission
{
    public static void Admit(Admission admission)
    {
        if (admission.Object.Flag("globalDefault") != true) return;
        var name = admission.Object.Text("metadata", "name") ?? "";
        var other = admission.List(admission.Resource.Group, admission.Resource.Plural).FirstOrDefault(other => other.Name != name && other.Json.Flag("globalDefault") == true);
        if (other is not null)
            throw StatusException.Forbidden(admission.Resource.Name, name, $"PriorityClass {other.Name} is already marked as default. Only one default can exist");
    }
}
