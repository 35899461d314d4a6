using System.Collections;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>What an expected message equals: itself, or for sequences another of equal elements.</summary>
internal static class AkkaAssertEqualityComparer
{
    internal static bool AreEqual(object expected, object actual)
    {
        if (Equals(expected, actual)) return true;
        if (expected is string || actual is string || expected is not IEnumerable one || actual is not IEnumerable other) return false;
        return one.Cast<object>().SequenceEqual(other.Cast<object>(), Elementwise.Instance);
    }

    private sealed class Elementwise : IEqualityComparer<object>
    {
        internal static readonly Elementwise Instance = new();

        bool IEqualityComparer<object>.Equals(object x, object y) => AreEqual(x, y);

        int IEqualityComparer<object>.GetHashCode(object obj) => 0;
    }
}
