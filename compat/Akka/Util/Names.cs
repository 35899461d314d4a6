using System.Runtime.CompilerServices;

namespace Akka.Util;

/// <summary>Names for actors that were given none: a counter in base 64, least significant digit first.</summary>
internal static class Names
{
    // Messages of few types are sent often.
    private static readonly ConditionalWeakTable<Type, string> QualifiedNames = [];

    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    public static string Encode(long number, string prefix)
    {
        Span<char> buffer = stackalloc char[11];
        var length = 0;
        do
        {
            buffer[length++] = Digits[(int)(number & 63)];
            number >>= 6;
        }
        while (number != 0);
        return string.Concat(prefix, buffer[..length]);
    }

    /// <summary>A type's name with its namespace and, unless it is of this library, its assembly.</summary>
    public static string Qualified(Type type) => QualifiedNames.GetValue(type, static named =>
        named.Assembly == typeof(Names).Assembly ? named.FullName : $"{named.FullName}, {named.Assembly.GetName().Name}");
}
