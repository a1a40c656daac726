"""Problems, worked solutions and grading: what a course asks for, and what it says about an answer."""
