using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>Rules in CEL (x-kubernetes-validations): what they can say, and what breaking one says.</summary>
public sealed class RuleTests(Servers servers)
{
    private const string Properties = """
        {"n":{"type":"integer"},"m":{"type":"integer"},"r":{"type":"number"},"s":{"type":"string","maxLength":20},"t":{"type":"string","maxLength":20},"b":{"type":"boolean"},
         "time":{"type":"string","format":"date-time"},"span":{"type":"string","format":"duration"},"either":{"x-kubernetes-int-or-string":true},
         "list":{"type":"array","maxItems":10,"items":{"type":"integer"}},
         "words":{"type":"array","maxItems":10,"items":{"type":"string","maxLength":20}},
         "set":{"type":"array","maxItems":10,"items":{"type":"string","maxLength":20},"x-kubernetes-list-type":"set"},
         "map":{"type":"object","maxProperties":10,"additionalProperties":{"type":"string","maxLength":20}},
         "items":{"type":"array","maxItems":10,"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string","maxLength":20},"value":{"type":"integer"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]},
         "inner":{"type":"object","properties":{"a":{"type":"string","maxLength":20},"b-c":{"type":"string","maxLength":20},"if":{"type":"string","maxLength":20},"d.e":{"type":"string","maxLength":20},"f/g":{"type":"string","maxLength":20},"h__i":{"type":"string","maxLength":20}}}}
        """;

    private const string Values = """
        {"n":5,"m":-2,"r":1.5,"s":"hello","t":"Wörld","b":true,"time":"2025-01-02T03:04:05Z","span":"1h30m","either":7,"list":[3,1,2],"words":["b","a"],"set":["x","y"],"map":{"k":"v","l":"w"},
         "items":[{"name":"a","value":1},{"name":"b","value":2}],"inner":{"a":"1","b-c":"2","if":"3","d.e":"4","f/g":"5","h__i":"6"}}
        """;

    /// <summary>Many rules in one definition; each must hold of the values above, or the object could not be made.</summary>
    [Theory]
    [EachServer("self.n == 5", "self.n + self.m == 3", "self.n - 1 == 4 && self.n * 2 == 10 && self.n / 2 == 2 && self.n % 3 == 2", "-self.n == -5", "self.n > 4 && self.n >= 5 && self.n < 6 && self.n <= 5 && self.n != 4")]
    [EachServer("self.r * 2.0 == 3.0", "self.n > 1.5", "double(self.n) == 5.0 && int(self.r) == 1 && string(self.n) == '5' && int('7') == 7", "string(self.r) == '1.5'", "1u + 2u == 3u", "0x10 == 16 && 1e3 == 1000.0")]
    [EachServer("self.s.size() == 5 && size(self.t) == 5", "self.s.startsWith('he') && self.s.endsWith('lo') && self.s.contains('ell')", "self.s.matches('^h.*o$')", "self.s + '!' == 'hello!'", "self.s < 'i'")]
    [EachServer("self.s.upperAscii() == 'HELLO'", "self.s.indexOf('l') == 2 && self.s.lastIndexOf('l') == 3 && self.s.substring(1, 3) == 'el' && self.s.charAt(0) == 'h'", "self.s.split('l').size() == 3", "self.words.join('-') == 'b-a'", "self.s.replace('l', 'L') == 'heLLo' && ' x '.trim() == 'x'")]
    [EachServer("'%s has %d'.format([self.s, self.n]) == 'hello has 5'", "self.s.find('[aeiou]') == 'e' && self.s.findAll('l') == ['l', 'l']", "'abc'.lowerAscii() == 'abc'", """self.s == "hello" && r'\n' != '\n' """, "b'abc' == bytes('abc')")]
    [EachServer("has(self.n) && !has(self.inner.a) || true", "has(self.s) ? self.s == 'hello' : false", "!(self.b && false) || false", "self.b", "true || self.list[10] == 1", "self.either == 7 || self.either == 'x'")]
    [EachServer("self.list.all(x, x > 0) && self.list.exists(x, x == 2) && self.list.exists_one(x, x == 1)", "self.list.filter(x, x > 1) == [3, 2]", "self.list.map(x, x * 2) == [6, 2, 4]", "self.list.map(x, x > 1, x * 2) == [6, 4]", "3 in self.list && !(9 in self.list)")]
    [EachServer("self.list.sum() == 6 && self.list.min() == 1 && self.list.max() == 3", "!self.list.isSorted() && [1, 2].isSorted()", "self.list.indexOf(1) == 1 && self.list.lastIndexOf(9) == -1", "self.list[0] == 3 && self.list.size() == 3", "self.list + [4] == [3, 1, 2, 4]")]
    [EachServer("self.map['k'] == 'v' && 'l' in self.map && self.map.size() == 2", "self.map.all(k, self.map[k].size() == 1)", "self.map.exists(k, k == 'k')", "self.map == {'l': 'w', 'k': 'v'}", "self.map.map(k, k).size() == 2")]
    [EachServer("self.set == ['y', 'x']", "self.set + ['y', 'z'] == ['x', 'y', 'z']", "sets.contains(self.set, ['x']) && sets.intersects(self.set, ['y', 'q']) && sets.equivalent(self.words, ['a', 'b'])", "self.items.exists(i, i.name == 'a' && i.value == 1)", "self.items.map(i, i.name) == ['a', 'b']")]
    [EachServer("self.inner.b__dash__c == '2' && self.inner.__if__ == '3' && self.inner.d__dot__e == '4' && self.inner.f__slash__g == '5' && self.inner.h__underscores__i == '6'", "has(self.inner.b__dash__c)")]
    [EachServer("self.time == timestamp('2025-01-02T03:04:05Z')", "self.time.getFullYear() == 2025 && self.time.getMonth() == 0 && self.time.getDate() == 2 && self.time.getHours() == 3", "self.time.getDayOfWeek() == 4", "self.span == duration('90m') && self.span.getMinutes() == 90", "self.time + self.span > self.time", "self.time.getHours('+02:00') == 5")]
    [EachServer("type(self.n) == int && type(self.s) == string && type(self.list) == list", "dyn(self.n) == 5", "self.?n.hasValue() && self.?n.orValue(0) == 5", "self.inner.?a.orValue('x') == '1'", "optional.of(3).value() == 3 && !optional.none().hasValue()", "self.?s.optMap(x, x.size()).orValue(0) == 5")]
    [EachServer("isURL('https://example.com:80/p?q=1') && url('https://example.com:80/p?q=1').getHost() == 'example.com:80' && url('https://example.com:80/p').getPort() == '80'", "url('https://example.com/p?a=1&a=2').getQuery()['a'] == ['1', '2']", "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('100m').add(quantity('900m')) == quantity('1')", "isQuantity('1.5') && !isQuantity('x')")]
    [EachServer("ip('10.0.0.1').family() == 4 && isIP('::1') && !isIP('x')", "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').prefixLength() == 8", "ip('127.0.0.1').isLoopback()", "!format.dns1123Label().validate('A').hasValue() == false", "semver('1.2.3').isLessThan(semver('1.10.0'))")]
    [EachServer("[[1, 2], [3]].flatten() == [1, 2, 3]", "self.list.sort() == [1, 2, 3] && self.list.reverse() == [2, 1, 3] && self.list.slice(0, 1) == [3]", "[1, 1, 2].distinct() == [1, 2]", "lists.range(3) == [0, 1, 2]", "self.items.sortBy(i, -i.value)[0].name == 'b'", "self.list.all(i, v, v > i - 1)", "self.map.transformList(k, v, v).size() == 2")]
    public Task A_rule_that_holds_is_silent(string server, params string[] rules) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Schema(Properties, With(rules)));

        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", Values));
    });

    [Theory]
    [EachServer("self.n == 6")]
    [EachServer("self.s == 'other'")]
    [EachServer("self.list[10] == 1")]
    [EachServer("self.map['none'] == 'x'")]
    [EachServer("self.n / (self.m + 2) == 1")]
    [EachServer("self.n % 0 == 1")]
    [EachServer("self.either.size() == 1")]
    [EachServer("self.either > 'x'")]
    [EachServer("int(self.s) == 1")]
    [EachServer("timestamp(self.s) == self.time")]
    [EachServer("9223372036854775807 + self.n > 0")]
    [EachServer("self.list.all(x, x > 1)")]
    [EachServer("self.list.all(x, self.list[x] > 0)")]
    [EachServer("false && self.list[10] == 1")]
    [EachServer("sign(quantity(self.s)) == 1")]
    [EachServer("[].min() == 1")]
    [EachServer("self.list.map(x, [1,2,3].map(y, x * y)) == []")]
    [EachServer("optional.none().value() == 1")]
    public Task A_rule_that_fails_says_so(string server, string rule) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Schema(Properties, With(rule)));

        (await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", Values))).ShouldFail(422, "Invalid", "spec");
    });

    private static string With(params IEnumerable<string> rules)
    {
        var list = new System.Text.Json.Nodes.JsonArray([.. rules.Select(rule => new System.Text.Json.Nodes.JsonObject { ["rule"] = rule })]);
        return new System.Text.Json.Nodes.JsonObject { ["x-kubernetes-validations"] = list }.ToJsonString();
    }
}
