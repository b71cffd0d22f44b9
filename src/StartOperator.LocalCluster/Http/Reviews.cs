using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Http;

/// <summary>Answers reviews, which are asked and not stored: everything is allowed, everybody is the one user there is.</summary>
internal static class Reviews
{
    private const string User = "start-operator-local";

    public static JsonObject Answer(string kind, JsonObject review)
    {
        var answer = review.Copy();
        answer["status"] = kind switch
        {
            "SelfSubjectRulesReview" => new JsonObject
            {
                ["resourceRules"] = new JsonArray(Rule("apiGroups", "resources")),
                ["nonResourceRules"] = new JsonArray(Rule("nonResourceURLs")),
                ["incomplete"] = false,
            },
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = UserInfo() },
            "TokenReview" => new JsonObject { ["authenticated"] = true, ["user"] = UserInfo() },
            _ => new JsonObject { ["allowed"] = true, ["reason"] = "authorization is not enforced by this server" },
        };
        return answer;
    }

    private static JsonObject UserInfo() =>
        new() { ["username"] = User, ["groups"] = new JsonArray("system:masters", "system:authenticated") };

    private static JsonObject Rule(params string[] scopes)
    {
        var rule = new JsonObject { ["verbs"] = new JsonArray("*") };
        foreach (var scope in scopes) rule[scope] = new JsonArray("*");
        return rule;
    }
}
