namespace TorchSharp;

/// <summary>Owns the tensors that are made on its thread while it is the innermost scope, and disposes them with itself.</summary>
/// <remarks>
/// A thread has its own stack of scopes, so a scope must be disposed on the thread that opened it and not be held over an
/// <c>await</c>. The tensors form a doubly linked list through themselves: belonging to a scope allocates nothing.
/// </remarks>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? _innermost;

    private DisposeScope? _outer;
    private torch.Tensor? _first;

    internal DisposeScope()
    {
        _outer = _innermost;
        _innermost = this;
    }

    /// <summary>How many tensors the scope owns now.</summary>
    public int DisposablesCount
    {
        get
        {
            int count = 0;
            for (var tensor = _first; tensor is not null; tensor = tensor.NextInScope) count++;
            return count;
        }
    }

    /// <summary>Hands a tensor of this scope to the scope around it, or to nobody where there is none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, _outer);
        return disposable;
    }

    /// <inheritdoc cref="MoveToOuter{T}(T)"/>
    public void MoveToOuter(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables) Move(disposable, _outer);
    }

    /// <summary>Takes a tensor out of this scope for good: its holder disposes it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, to: null);
        return disposable;
    }

    /// <summary>Disposes what the scope owns now and stays open.</summary>
    public void DisposeEverything()
    {
        while (_first is { } tensor) tensor.Dispose();
    }

    /// <summary>Disposes what the scope owns and closes it.</summary>
    public void Dispose()
    {
        DisposeEverything();
        Close();
    }

    internal static void Register(torch.Tensor tensor) => _innermost?.Add(tensor);

    internal void Remove(torch.Tensor tensor)
    {
        if (tensor.PreviousInScope is { } previous) previous.NextInScope = tensor.NextInScope;
        else _first = tensor.NextInScope;
        if (tensor.NextInScope is { } next) next.PreviousInScope = tensor.PreviousInScope;
        tensor.PreviousInScope = tensor.NextInScope = null;
        tensor.Scope = null;
    }

    private void Add(torch.Tensor tensor)
    {
        tensor.Scope = this;
        tensor.NextInScope = _first;
        if (_first is not null) _first.PreviousInScope = tensor;
        _first = tensor;
    }

    private void Move(IDisposable disposable, DisposeScope? to)
    {
        if (disposable is not torch.Tensor tensor || tensor.Scope != this) return;
        Remove(tensor);
        to?.Add(tensor);
    }

    // Scopes normally close innermost first; one closed out of order is cut from the middle of the chain.
    private void Close()
    {
        if (_innermost == this)
        {
            _innermost = _outer;
            return;
        }

        for (var scope = _innermost; scope is not null; scope = scope._outer)
        {
            if (scope._outer != this) continue;
            scope._outer = _outer;
            return;
        }
    }
}
