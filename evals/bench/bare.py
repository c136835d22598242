"""A page of Streamlit with the frame alone, to start beside ours."""

import streamlit as st

st.bottom.chat_input("Ask about the sources")
with st.sidebar:
    st.multiselect("Sources", ["a", "b", "c"])
    st.text_input("Search conversations")
