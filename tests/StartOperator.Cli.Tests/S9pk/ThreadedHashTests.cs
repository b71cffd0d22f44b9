using System.Security.Cryptography;
using StartOperator.Cli.Input.Sources;

namespace StartOperator.Cli.Tests.S9pk;

public sealed class ThreadedHashTests
{
    private const int Most = 3 << 20;

    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(Most);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5000, 7)]
    [InlineData(128 << 10, 128 << 10)]
    [InlineData((128 << 10) + 1, 100_000)]
    [InlineData(Most, 333_333)]
    [InlineData(Most, Most)]
    public void The_hash_does_not_depend_on_the_pieces(int length, int piece)
    {
        using var hash = new ThreadedHash();
        for (var at = 0; at < length; at += piece) hash.Append(Bytes.AsSpan(at, Math.Min(piece, length - at)));

        hash.Finish().ShouldBe(SHA512.HashData(Bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Bytes_are_the_callers_again_at_once()
    {
        using var hash = new ThreadedHash();
        var piece = new byte[200_000];
        for (var at = 0; at < Most; at += piece.Length)
        {
            var part = piece.AsSpan(0, Math.Min(piece.Length, Most - at));
            Bytes.AsSpan(at, part.Length).CopyTo(part);
            hash.Append(part);
            part.Clear();
        }

        hash.Finish().ShouldBe(SHA512.HashData(Bytes));
    }

    [Fact]
    public void A_hash_that_nobody_wants_any_more_ends()
    {
        using var hash = new ThreadedHash();
        hash.Append(Bytes);
    }
}
