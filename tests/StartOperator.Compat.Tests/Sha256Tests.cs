using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace StartOperator.Compat.Tests;

public sealed class Sha256Tests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void The_standards_examples_come_out(string text, string digest)
    {
        var sha = new Sha256();
        sha.Append(Encoding.ASCII.GetBytes(text));
        sha.Finish().ShouldBe(digest);
    }

    [Fact]
    public void Bytes_taken_in_by_any_pieces_have_the_frameworks_digest() =>
        Gen.Byte.Array[0, 300].Array[0, 6].Sample(pieces =>
        {
            var sha = new Sha256();
            foreach (var piece in pieces) sha.Append(piece);
            return sha.Finish() == Convert.ToHexStringLower(SHA256.HashData(pieces.SelectMany(piece => piece).ToArray()));
        });
}
