using System.Globalization;
using Akka.TestKit.Xunit2.Internals;
using Xunit;

namespace Akka.TestKit.Xunit2;

/// <summary>Fails tests with xunit's exceptions.</summary>
public class XunitAssertions : ITestKitAssertions
{
    public void Fail(string format = "", params object[] args) => Assert.Fail(Text(format, args));

    public void AssertTrue(bool condition, string format = "", params object[] args) => Assert.True(condition, Text(format, args));

    public void AssertFalse(bool condition, string format = "", params object[] args) => Assert.False(condition, Text(format, args));

    public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args) =>
        AssertEqual(expected, actual, static (a, b) => AkkaAssertEqualityComparer.AreEqual(a, b), format, args);

    public void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args)
    {
        if (!comparer(expected, actual)) throw AkkaEqualException.ForMismatchedValues(expected, actual, format, args);
    }

    public Exception AssertThrows(Action action) => Record.Exception(action) ?? throw Xunit.Sdk.ThrowsAnyException.ForNoException(typeof(Exception));

    public TException AssertThrows<TException>(Action action)
        where TException : Exception => Assert.Throws<TException>(action);

    public async Task<Exception> AssertThrowsAsync(Func<Task> action) =>
        await Record.ExceptionAsync(action) ?? throw Xunit.Sdk.ThrowsAnyException.ForNoException(typeof(Exception));

    public Task<TException> AssertThrowsAsync<TException>(Func<Task> action)
        where TException : Exception => Assert.ThrowsAsync<TException>(action);

    internal static string Text(string format, object[] args) =>
        args is not { Length: > 0 } ? format : string.Format(CultureInfo.InvariantCulture, format, args);
}
