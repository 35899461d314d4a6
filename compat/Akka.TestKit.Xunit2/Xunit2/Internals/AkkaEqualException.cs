using Xunit.Sdk;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>A message, sender or actor is not the expected one.</summary>
public class AkkaEqualException(string format = "", params object[] args) : XunitException(XunitAssertions.Text(format, args))
{
    public static AkkaEqualException ForMismatchedValues(object expected, object actual, string format = null, params object[] args) =>
        new("{0}", $"Assert.Equal() Failure: {XunitAssertions.Text(format ?? "", args)}\nExpected: {expected ?? "(null)"}\nActual:   {actual ?? "(null)"}");
}
